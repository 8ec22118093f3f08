/** Requests to people in a later version of the plan: with its words, its answers and its ladder, on the clock that runs. */
import { invariant } from "../../compiler/invariant.ts";
import type { Ladder, Plan, StepName, VersionMove } from "../../compiler/plan.ts";
import { addRunning } from "./clock.ts";
import { presentWork } from "./present.ts";
import type { WorkRecord } from "./protocol.ts";
import type { Was, Work } from "./state.ts";
import { actionOf, calendarOf, instructionAt, patch, rightOf, setWork, type Turn } from "./turn.ts";
import { rungTime } from "./work-clock.ts";

interface Carried {
  readonly move: VersionMove;
  readonly was: Was;
}

/** The request as the later version has it; `null`: it can only be asked anew. */
export function refit(turn: Turn, carried: Carried, work: Work, track: string, step: StepName): Work | null {
  const request = requestAt(turn.plan, work, step);
  return request === null ? null : refitted(turn, carried, work, { ...request, track, step });
}

/** As it reads now; the world is told where it reads otherwise. */
export function takeFitted(turn: Turn, work: Work): void {
  const { id } = work.record;
  const before = presentWork(turn.state, id).record;
  setWork(turn, id, work);
  if (JSON.stringify(before) !== JSON.stringify(work.record))
    turn.commands.push({ do: "open work", work: work.record });
}

interface Request extends Pick<WorkRecord, "title" | "answers"> {
  readonly ladder: string;
  readonly name: string;
}

/** What such a step asks; `null`: nobody any more. */
function requestAt(plan: Plan, { record, ladder }: Work, step: StepName): Request | null {
  const instruction = instructionAt(plan, step);
  const { name, title } = record;
  switch (instruction.do) {
    case "task": {
      const answers = Object.entries(instruction.results).map(
        ([label, { needs }]) => [label, needs] as const,
      );
      const { ladder: on, name: now, title: words } = instruction;
      return { ladder: on, name: now, title: words, answers: Object.fromEntries(answers) };
    }
    case "call": {
      const { ask, title: what, always } = actionOf(plan, instruction.action);
      return ask && { ladder: ask.ladder, name, title: `By hand: ${what}`, answers: { done: always } };
    }
    case "decide": {
      const right = rightOf(plan, instruction.right);
      const answers = right.answers.map((answer) => [answer, instruction.needs?.[answer] ?? []] as const);
      return { ladder: right.ladder, name, title: right.title, answers: Object.fromEntries(answers) };
    }
    case "send":
      return { ladder: instruction.approval?.ladder ?? ladder, name, title, answers: record.answers };
    default:
      invariant(false, `${step} asks nobody`);
  }
}

/** Of a request that is open: its words, its answers and its clock. */
export function refitted(
  turn: Turn,
  { move, was }: Carried,
  work: Work,
  { ladder: on, track, step, ...words }: Request & { readonly track: string; readonly step: StepName },
): Work | null {
  const { plan } = turn;
  const ladder = plan.ladders[on];
  const isKnown = plan.roles[work.record.role] !== undefined && plan.roles[work.firstRole] !== undefined;
  if (ladder === undefined || !isKnown) return null;
  const stage = move.stages[work.record.stage]?.to ?? work.record.stage;
  const fitted: Work = { ...work, track, ladder: on, record: { ...work.record, ...words, step, stage } };
  const isTheSame = JSON.stringify(was.ladders[work.ladder]) === JSON.stringify(ladder);
  return isTheSame ? fitted : reclocked(turn, fitted, ladder);
}

/**
 * As many rungs as have been climbed count as climbed; the next comes when the later ladder says, from when the clock
 * began. What has ended has ended.
 */
function reclocked(turn: Turn, work: Work, { rungs, within }: Ladder): Work {
  const most = Math.max(
    0,
    ...rungs.flatMap(({ actions }) => actions.flatMap((one) => (one.do === "reassign" ? one.atMost : []))),
  );
  const reassigned = Math.min(work.reassigned, most);
  const { pauses } = turn.state;
  if (work.startsOn !== undefined) return { ...work, reassigned };
  const due = addRunning(calendarOf(turn.plan, work.record.role), work.clockFrom, within, pauses);
  const clocked = { ...work, reassigned, record: { ...work.record, due } };
  if (work.rungAt === null || work.stuck !== null)
    return { ...clocked, rung: Math.min(work.rung, rungs.length) };
  const rung = Math.min(work.rung, rungs.length - 1);
  return { ...clocked, rung, rungAt: rungTime(turn, clocked, rung) };
}

/** A search for a holder goes on for the role that owns the stage now. */
export function carrySearches(turn: Turn, role: string): void {
  patch(turn, {
    work: turn.state.work.map((work) => {
      if (work.record.kind !== "hold" || turn.plan.roles[work.firstRole] !== undefined) return work;
      return { ...work, firstRole: role, record: { ...work.record, role } };
    }),
  });
}

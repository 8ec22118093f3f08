/** Requests to people in a later version of the plan: with its words, its answers and its ladder, on the clock that runs. */
import type { Ladder, StepName, VersionMove } from "../../compiler/plan.ts";
import { addRunning } from "./clock.ts";
import type { WorkRecord } from "./protocol.ts";
import type { Was, Work } from "./state.ts";
import { calendarOf, patch, type Turn } from "./turn.ts";
import { rungTime } from "./work-clock.ts";

interface Carried {
  readonly move: VersionMove;
  readonly was: Was;
}

/** The request as the later version has it; `null`: it can only be asked anew. */
export function refit(turn: Turn, carried: Carried, work: Work, track: string, step: StepName): Work | null {
  const request = requestAt(turn, work, step);
  return request === null ? null : refitted(turn, carried, work, { ...request, track, step });
}

interface Request extends Pick<WorkRecord, "title" | "answers"> {
  readonly ladder: string;
  readonly name: string;
}

function requestAt(turn: Turn, { record, ladder }: Work, step: StepName): Request | null {
  const instruction = turn.plan.code[step];
  const { name, title } = record;
  switch (instruction?.do) {
    case "task": {
      const answers = Object.entries(instruction.results).map(
        ([label, { needs }]) => [label, needs] as const,
      );
      const { ladder: on, name: now, title: words } = instruction;
      return { ladder: on, name: now, title: words, answers: Object.fromEntries(answers) };
    }
    case "call": {
      const action = turn.plan.actions?.[instruction.action];
      if (action?.ask == null) return null;
      return {
        ladder: action.ask.ladder,
        name,
        title: `By hand: ${action.title}`,
        answers: { done: action.always },
      };
    }
    case "decide": {
      const right = turn.plan.rights[instruction.right];
      if (right === undefined) return null;
      const answers = right.answers.map((answer) => [answer, instruction.needs?.[answer] ?? []] as const);
      return { ladder: right.ladder, name, title: right.title, answers: Object.fromEntries(answers) };
    }
    case "send":
      return { ladder: instruction.approval?.ladder ?? ladder, name, title, answers: record.answers };
    default:
      return null;
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

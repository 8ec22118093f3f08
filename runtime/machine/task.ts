/**
 * Tasks: what one person is asked to do, or several, each with a request and an answer of their own. They are as many
 * people as there are, and whoever is the only one to fill two of the roles answers for each. All of them must answer; where they differ the least favourable answer stands, as with decisions (docs/language.md, section 7.5).
 */
import { invariant } from "../../compiler/invariant.ts";
import type { Instruction } from "../../compiler/plan.ts";
import { instructionOf, stepOf } from "./present.ts";
import type { PersonId, WorkId } from "./protocol.ts";
import type { Track } from "./state.ts";
import { setTrack, type Turn } from "./turn.ts";
import { addresseeOf, askFor, type Request } from "./work.ts";

type Task = Extract<Instruction, { do: "task" }>;

export function startTask(turn: Turn, track: Track, task: Task): void {
  const answers = Object.fromEntries(
    Object.entries(task.results).map(([label, { needs }]) => [label, needs]),
  );
  const ask = (who: Task["by"], beside?: Request["beside"]): WorkId =>
    askFor(turn, {
      kind: "task",
      name: task.name,
      step: stepOf(track),
      title: task.title,
      who,
      asker: track.actor,
      ladder: task.ladder,
      countedFrom: task.countedFrom ?? [],
      track: track.id,
      answers,
      event: track.event,
      ...(beside && { beside }),
    });
  if (task.and === undefined) {
    setTrack(turn, track.id, { waits: { on: "work", work: ask(task.by) } });
    return;
  }
  const all: WorkId[] = [];
  const whom = [task.by, ...task.and.by];
  for (const [index, who] of whom.entries()) {
    const people = whom
      .slice(index + 1)
      .flatMap((later) => addresseeOf(turn, later, track.actor).person ?? []);
    all.push(ask(who, { works: [...all], people }));
  }
  const asked = all.map((work) => ({ work, answer: null }));
  setTrack(turn, track.id, { waits: { on: "works", asked } });
}

/** The answer that stands after this one; `null` while somebody's is still needed. The request is closed by the caller. */
export function taskAnswered(
  turn: Turn,
  track: Track | undefined,
  work: WorkId,
  answer: string,
  by: PersonId,
): string | null {
  if (track?.waits?.on !== "works") return answer;
  const { and } = instructionOf(turn.plan, track, "task");
  invariant(and !== undefined, `${track.at} asks one alone`);
  const asked = track.waits.asked.map((one) => (one.work === work ? { ...one, answer, by } : one));
  setTrack(turn, track.id, { waits: { on: "works", asked } });
  const given = asked.map((one) => (one.answer === null ? -1 : and.order.indexOf(one.answer)));
  return given.includes(-1) ? null : (and.order[Math.max(...given)] ?? null);
}

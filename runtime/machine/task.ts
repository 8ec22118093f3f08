/**
 * Tasks: what one person is asked to do, or several, each with a request and an answer of their own. All of them must
 * answer; where they differ the least favourable answer stands, as with decisions (docs/language.md, section 7.5).
 */
import type { Instruction } from "../../compiler/plan.ts";
import type { WorkId } from "./protocol.ts";
import type { Track } from "./state.ts";
import { instructionAt, setTrack, type Turn } from "./turn.ts";
import { askFor } from "./work.ts";

type Task = Extract<Instruction, { do: "task" }>;

export function startTask(turn: Turn, track: Track, task: Task): void {
  const answers = Object.fromEntries(
    Object.entries(task.results).map(([label, { needs }]) => [label, needs]),
  );
  const ask = (who: Task["by"]): WorkId =>
    askFor(turn, {
      kind: "task",
      name: task.name,
      step: track.at ?? "",
      title: task.title,
      who,
      asker: track.actor,
      ladder: task.ladder,
      countedFrom: task.countedFrom ?? [],
      track: track.id,
      answers,
      event: track.event,
    });
  const work = ask(task.by);
  if (task.and === undefined) return setTrack(turn, track.id, { waits: { on: "work", work } });
  const others = task.and.by.map(ask);
  const asked = [work, ...others].map((one) => ({ work: one, answer: null }));
  setTrack(turn, track.id, { waits: { on: "works", asked } });
}

/** The answer that stands after this one; `null` while somebody's is still needed. The request is closed by the caller. */
export function taskAnswered(
  turn: Turn,
  track: Track | undefined,
  work: WorkId,
  answer: string,
): string | null {
  if (track?.waits?.on !== "works" || track.at === null) return answer;
  const task = instructionAt(turn.plan, track.at);
  const order = task.do === "task" ? (task.and?.order ?? []) : [];
  const asked = track.waits.asked.map((one) => (one.work === work ? { ...one, answer } : one));
  setTrack(turn, track.id, { waits: { on: "works", asked } });
  const given = asked.map((one) => (one.answer === null ? -1 : order.indexOf(one.answer)));
  return given.includes(-1) ? null : (order[Math.max(...given)] ?? null);
}

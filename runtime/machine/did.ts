/**
 * What a track has done. A later version of the plan may have a step elsewhere: what was done before the instance took
 * it over is not done once more (docs/language.md, rule 14).
 */
import type { Body, Instruction, StepName } from "../../compiler/plan.ts";
import type { Done, Track } from "./state.ts";
import { setTrack, type Turn, trackOf, write } from "./turn.ts";

/** Steps that somebody notices: a message, a notice, a field, a call, another journey, a task. */
const LEAVES_A_TRACE: ReadonlySet<Instruction["do"]> = new Set([
  "send",
  "tell",
  "set",
  "call",
  "begin",
  "task",
]);

export function noteDone(turn: Turn, { id, did }: Track, at: StepName, instruction: Instruction): void {
  if (LEAVES_A_TRACE.has(instruction.do)) setTrack(turn, id, { did: { ...did, [at]: null } });
}

/** The answer of the task at which the track stands. */
export function noteAnswer(turn: Turn, { id, at }: Track, answer: string): void {
  const did = trackOf(turn.state, id)?.did;
  if (at !== null) setTrack(turn, id, { did: { ...did, [at]: answer } });
}

/** Goes past a step that was done before; a task that cannot be answered so any more is asked anew. */
export function passBy(turn: Turn, { id, done }: Track, at: StepName, instruction: Instruction): boolean {
  if (done?.[at] === undefined) return false;
  const { [at]: answer, ...others } = done;
  setTrack(turn, id, { done: others });
  const next = after(instruction, answer ?? null);
  if (next === undefined) return false;
  write(turn, { what: "ignored", name: at, step: at, why: "it was done before the version changed" });
  setTrack(turn, id, { at: next, waits: null });
  return true;
}

/** `undefined`: it leads elsewhere, and is done. */
function after(instruction: Instruction, answer: string | null): StepName | null | undefined {
  switch (instruction.do) {
    case "send":
    case "tell":
    case "set":
      return instruction.next;
    case "begin":
      return instruction.wait === undefined ? instruction.next : undefined;
    case "call":
      return goesTo(instruction.done);
    case "task":
      return answer === null ? undefined : goesTo(instruction.results[answer]?.body);
    default:
      return undefined;
  }
}

function goesTo(body: Body | undefined): StepName | null | undefined {
  if (body?.then === "stay") return null;
  return body?.then === "go" ? body.step : undefined;
}

/** Of what a track has done what `isAhead` does not lead back to. */
export const withoutAhead = (did: Done, isAhead: (step: StepName) => boolean): Done =>
  Object.fromEntries(Object.entries(did).filter(([step]) => !isAhead(step)));

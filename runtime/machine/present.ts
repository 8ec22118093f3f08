/** What is there for certain where it is asked for: what an id, or what a track waits for, has already told. */
import { invariant } from "../../compiler/invariant.ts";
import type { Instruction, Plan, StepName } from "../../compiler/plan.ts";
import type { WorkId } from "./protocol.ts";
import type { State, Track, Work } from "./state.ts";
import { instructionAt, trackOf, workOf } from "./turn.ts";

/** A track of this turn, as it is now. */
export function presentTrack(state: State, id: string): Track {
  const track = trackOf(state, id);
  invariant(track !== undefined, `there is no track ${id}`);
  return track;
}

/** A request of this turn that is still open, as it is now. */
export function presentWork(state: State, id: WorkId): Work {
  const work = workOf(state, id);
  invariant(work !== undefined, `${id} is not open`);
  return work;
}

/** The step at which a track stands that has not ended. */
export function stepOf({ id, at }: Track): StepName {
  invariant(at !== null, `the track ${id} has ended`);
  return at;
}

/** The instruction that a track stands at, where what it waits for says of which kind that is. */
export function instructionOf<Kind extends Instruction["do"]>(
  plan: Plan,
  track: Track,
  kind: Kind,
): Extract<Instruction, { do: Kind }> {
  const instruction = instructionAt(plan, stepOf(track));
  invariant(instruction.do === kind, `${track.at} is no ${kind}`);
  // The kind has just been looked at, which narrows no type parameter.
  return instruction as Extract<Instruction, { do: Kind }>;
}

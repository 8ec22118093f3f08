/** The machine as the driver sees it: four pure functions, so that a test may put another in its place. */
import type { Instant, Plan } from "../../compiler/plan.ts";
import type { Act, Actor, Input, Place, Refusal, StepOutcome } from "../machine/protocol.ts";
import type { SettingOff } from "../machine/set-off.ts";
import type { State } from "../machine/state.ts";

export interface Machine {
  /** `state` is `null` only with the input `start`. */
  step(plan: Plan, state: State | null, input: Input): StepOutcome<State>;
  nextDeadline(plan: Plan, state: State): Instant | null;
  placeOf(plan: Plan, state: State): Place;
  /** How it goes on by another version; `null`: it does not, now. Asked when nothing is asked of the world. */
  settingOff(plan: Plan, state: State): SettingOff | null;
  refusal(plan: Plan, state: State, actor: Actor, act: Act, now: Instant): Refusal | null;
}

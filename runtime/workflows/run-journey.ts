/** What an emitted workflow module calls: the driver with the machine that ships with it. */
import type { Plan } from "../../compiler/plan.ts";
import { nextDeadline } from "../machine/deadlines.ts";
import { placeOf } from "../machine/place.ts";
import { refusal } from "../machine/refusal.ts";
import { settingOff } from "../machine/set-off.ts";
import { step } from "../machine/step.ts";
import type { JourneyEnd, JourneyStart } from "./contract.ts";
import { driveJourney } from "./drive-journey.ts";

/** Runs one instance of a plan from its entry, or from where the run before it left off, to its exit. */
export const runJourney = (plan: Plan, start: JourneyStart): Promise<JourneyEnd> =>
  driveJourney({ step, nextDeadline, placeOf, refusal, settingOff }, plan, start);

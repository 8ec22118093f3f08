/** The driver with a machine that fails on an event `noticed` and on the completion of a task, as a bug would. */
import type { Plan } from "../../compiler/plan.ts";
import { nextDeadline } from "../../runtime/machine/deadlines.ts";
import { placeOf } from "../../runtime/machine/place.ts";
import type { Input } from "../../runtime/machine/protocol.ts";
import { refusal } from "../../runtime/machine/refusal.ts";
import { settingOff } from "../../runtime/machine/set-off.ts";
import { step } from "../../runtime/machine/step.ts";
import type { JourneyStart } from "../../runtime/workflows/contract.ts";
import { driveJourney } from "../../runtime/workflows/drive-journey.ts";
import type { Machine } from "../../runtime/workflows/machine.ts";

const isPoison = (input: Input): boolean =>
  input.is === "event" ? input.event.kind === "noticed" : input.is === "act" && input.act.do === "complete";

const faulty: Machine = {
  nextDeadline,
  placeOf,
  refusal,
  settingOff,
  step: (plan, state, input) => {
    if (isPoison(input)) throw new TypeError("Cannot read properties of undefined");
    return step(plan, state, input);
  },
};

export const runJourney = (plan: Plan, start: JourneyStart) => driveJourney(faulty, plan, start);

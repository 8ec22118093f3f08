/**
 * The one timer of an instance, however many deadlines it has. It is armed anew only for an earlier instant: when a
 * deadline moves back the timer rings for nothing once, which costs less than two more events for each move.
 */
import { CancellationScope, sleep } from "@temporalio/workflow";
import type { Instant } from "../../compiler/plan.ts";
import { type Clock, realDelay } from "../clock.ts";

/** Real milliseconds: a timer for later rings once in between, for nothing, since no server counts for ever. */
const LONGEST = 365 * 24 * 3_600_000;

export interface Alarm {
  /** From now on it has not rung, and will have by `deadline`. @param words what for, shown in the history. */
  arm(now: Instant, deadline: Instant, words: string): void;
  hasRung(): boolean;
}

export function openAlarm(clock: Clock): Alarm {
  let armed: { readonly at: Instant; readonly scope: CancellationScope } | null = null;
  let rung = false;
  return {
    arm(now, deadline, words) {
      rung = false;
      if (armed !== null && armed.at <= deadline) return;
      armed?.scope.cancel();
      const timer = { at: deadline, scope: new CancellationScope() };
      armed = timer;
      const ring = () => {
        if (armed !== timer) return;
        armed = null;
        rung = true;
      };
      // Rejects only when it is replaced or the workflow is cancelled, which the loop learns by itself.
      const ignore = () => undefined;
      const delay = Math.min(realDelay(clock, now, deadline), LONGEST);
      timer.scope.run(() => sleep(delay, { summary: words })).then(ring, ignore);
    },
    hasRung: () => rung,
  };
}

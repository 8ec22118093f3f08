import { dayOfDate, instantOf, weekdayOf } from "../../compiler/calendar-time.ts";
import { invariant } from "../../compiler/invariant.ts";
import type { Instant, Plan } from "../../compiler/plan.ts";
import { calendarOfEntry } from "./timeline.ts";

const NINE = 9 * 60;

/** Nine o'clock on the first Monday from that date on, where the owner of the first stage is. */
export function firstMorning(plan: Plan, date: string): Instant {
  const calendar = calendarOfEntry(plan);
  invariant(calendar !== null, `${plan.journey} has no calendar for its first stage`);
  const day = dayOfDate(date);
  return instantOf(calendar, day + ((7 - weekdayOf(day)) % 7), NINE);
}

import { dateOfDay, localOf } from "../../compiler/calendar-time.ts";
import type { Library } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";

/** The day that it is where a role works, `YYYY-MM-DD`; in UTC for a role that the library does not know. */
export function localDate({ roles, calendars }: Library, role: string, instant: Instant): string {
  const calendar = calendars[roles[role]?.calendar ?? ""];
  return calendar === undefined
    ? new Date(instant).toISOString().slice(0, 10)
    : dateOfDay(localOf(calendar, instant).day);
}

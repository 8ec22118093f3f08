/** When machines may write: days and hours on the clock of whoever is written to. */
import { weekdayOf } from "../../compiler/calendar-time.ts";
import type { Instant } from "../../compiler/plan.ts";
import { DAY } from "./exact-time.ts";
import type { OffsetAt } from "./zone-offset.ts";

const MINUTE = 60_000;

export interface LocalClock {
  /** The reader's own zone; one that is blank or unknown counts as `otherwise`. */
  readonly zone: string | null;
  readonly otherwise: string;
  readonly offsetAt: OffsetAt;
}
export interface WritingHours extends LocalClock {
  /** 0 for Monday to 6 for Sunday. */
  readonly days: readonly number[];
  /** Minutes of the local day, `[from, to)`. */
  readonly from: number;
  readonly to: number;
}

/** Minutes east of UTC. */
export function localOffset({ zone, otherwise, offsetAt }: LocalClock, instant: Instant): number {
  return (zone === null ? null : offsetAt(zone, instant)) ?? offsetAt(otherwise, instant) ?? 0;
}

/** The first instant at or after this one at which writing is allowed. */
export function nextWriting(hours: WritingHours, instant: Instant): Instant {
  const today = localDay(hours, instant);
  // A week holds each day; one more for hours that a change of the clocks swallows.
  for (let day = today; day <= today + 8; day += 1) {
    if (!hours.days.includes(weekdayOf(day))) continue;
    if (instant < localInstant(hours, day, hours.to))
      return Math.max(instant, localInstant(hours, day, hours.from));
  }
  return instant;
}

const localDay = (hours: WritingHours, instant: Instant): number =>
  Math.floor((instant + localOffset(hours, instant) * MINUTE) / DAY);

/** A local time that the clock skips moves forward by what is skipped; of one that comes twice it is the first. */
function localInstant(hours: WritingHours, day: number, minute: number): Instant {
  const local = day * DAY + minute * MINUTE;
  const before = localOffset(hours, local - DAY);
  const after = localOffset(hours, local + DAY);
  const early = local - before * MINUTE;
  const late = local - after * MINUTE;
  if (localOffset(hours, early) === before) return early;
  return localOffset(hours, late) === after ? late : early;
}

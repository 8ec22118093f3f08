/** The hours of a calendar as it declares them; who asks only for these does without the tables of holidays. */
import { type CalendarDeclaration, type Hours, WEEKDAYS, type Weekdays } from "../language/ast.ts";
import type { Calendar } from "./plan.ts";

type Interval = readonly [from: number, to: number];

/** Open minutes of Monday to Sunday. */
export function weekOf(declaration: CalendarDeclaration): Calendar["week"] {
  return WEEKDAYS.map((_, weekday) =>
    mergeIntervals(
      declaration.open
        .filter((line) => weekdayNumbers(line.days).includes(weekday))
        .map(({ hours }) => minutesOf(hours)),
    ),
  );
}

/** 0 for Monday to 6 for Sunday; `fri to mon` goes over the weekend. */
export function weekdayNumbers(days: Weekdays): readonly number[] {
  const first = WEEKDAYS.indexOf(days.from);
  const count = ((WEEKDAYS.indexOf(days.to) - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => (first + index) % 7).sort((a, b) => a - b);
}

/** `[from, to)` in minutes of the local day; `00:00` as an end is the next midnight. */
export function minutesOf(hours: Hours): Interval {
  const to = minuteOfDay(hours.to.text);
  return [minuteOfDay(hours.from.text), to === 0 ? 1_440 : to];
}

function minuteOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Ascending and disjoint; hours that touch become one. */
function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const merged: Interval[] = [];
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
    else if (from < to) merged.push([from, to]);
  }
  return merged;
}

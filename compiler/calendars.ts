/**
 * Resolves a calendar for a stated horizon: offsets of its zone, open minutes of the week, closed dates. What is
 * found here is written into plans, so that a run asks neither the host's zone data nor a table of holidays.
 *
 * Holidays are those of the type `public` in date-holidays (attribution: docs/third-party.md).
 */
import Holidays from "date-holidays";
import { type CalendarDeclaration, type Hours, WEEKDAYS, type Weekdays } from "../language/ast.ts";
import { dayOfDate } from "./calendar-time.ts";
import { knowsHolidays } from "./holiday-places.ts";
import { invariant } from "./invariant.ts";
import { lookUpOnce } from "./look-up-once.ts";
import type { Calendar } from "./plan.ts";
import { offsetsOf } from "./zone-offsets.ts";

/** Whole years for which offsets and holidays are resolved, `from` being the first. */
export interface Horizon {
  readonly from: number;
  readonly years: number;
}

const MS_PER_DAY = 86_400_000;

/** @throws RangeError when the zone is not in the host's zone data, which `check` reports before. */
export function resolveCalendar(declaration: CalendarDeclaration, horizon: Horizon): Calendar {
  invariant(declaration.zone !== undefined, `calendar ${declaration.name.text} has no zone`);
  const zone = declaration.zone.text;
  const from = Date.UTC(horizon.from, 0, 1);
  const until = Date.UTC(horizon.from + horizon.years, 0, 1);
  return {
    zone,
    offsets: offsetsOf(zone, from, until),
    week: weekOf(declaration),
    closed: closedDays(declaration, horizon),
    from,
    until,
  };
}

// ── Open hours ────────────────────────────────────────────────────────────────────────────────────────────

type Interval = readonly [from: number, to: number];

function weekOf(declaration: CalendarDeclaration): Calendar["week"] {
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

// ── Closed days ───────────────────────────────────────────────────────────────────────────────────────────

function closedDays(declaration: CalendarDeclaration, horizon: Horizon): readonly number[] {
  const listed = declaration.closed.map((date) => dayOfDate(date.text));
  const holidays = declaration.holidays.flatMap((code) => publicHolidays(code.text, horizon));
  return [...new Set([...listed, ...holidays])].sort((a, b) => a - b);
}

const HOLIDAYS = new Map<string, readonly number[]>();

const publicHolidays = (code: string, horizon: Horizon): readonly number[] =>
  lookUpOnce(HOLIDAYS, `${code} ${horizon.from} ${horizon.years}`, () => findHolidays(code, horizon));

function findHolidays(code: string, horizon: Horizon): readonly number[] {
  // For a place that it does not know the table answers with no holidays, or with those of the whole country.
  invariant(knowsHolidays(code), `there is no table of holidays for ${code}`);
  const [country = code, state, region] = code.split("-");
  const place = { country, ...(state && { state }), ...(region && { region }) };
  const table = new Holidays(place, { types: ["public"] });
  const years = Array.from({ length: horizon.years }, (_, index) => horizon.from + index);
  return years.flatMap((year) => table.getHolidays(year)).flatMap(daysOf);
}

/** Local days of a holiday. One that begins within a day (Christmas Eve at noon) closes none: people work that morning. */
function daysOf(holiday: {
  readonly date: string;
  readonly start: Date;
  readonly end: Date;
}): readonly number[] {
  const [date = "", time] = holiday.date.split(" ");
  if (time !== "00:00:00") return [];
  // Rounded, since a day on which the clocks change has 23 or 25 hours.
  const days = Math.round((holiday.end.getTime() - holiday.start.getTime()) / MS_PER_DAY);
  return Array.from({ length: days }, (_, index) => dayOfDate(date) + index);
}

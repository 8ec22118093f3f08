/**
 * Resolves a calendar for a stated horizon: offsets of its zone, open minutes of the week, closed dates. What is
 * found here is written into plans, so that a run asks neither the host's zone data nor a table of holidays.
 *
 * Holidays are those of the type `public` in date-holidays (attribution: docs/third-party.md).
 */
import Holidays from "date-holidays";
import type { CalendarDeclaration } from "../language/ast.ts";
import { dayOfDate } from "./calendar-time.ts";
import { knowsHolidays } from "./holiday-places.ts";
import type { Horizon } from "./horizon.ts";
import { invariant } from "./invariant.ts";
import { lookUpOnce } from "./look-up-once.ts";
import { weekOf } from "./open-hours.ts";
import type { Calendar } from "./plan.ts";
import { offsetsOf } from "./zone-offsets.ts";

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

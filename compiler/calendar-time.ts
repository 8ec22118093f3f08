/**
 * Arithmetic on a resolved calendar: local times, open hours, and the addition of durations.
 *
 * Integer arithmetic on the plan's own numbers and nothing else (no Intl, no Date), so that the machine, the
 * simulator and a replay years later compute the same instants on every host. Rules: docs/language.md,
 * rule 6. Beyond the horizon the last offset goes on and no day is a holiday; before it the first offset holds.
 */
import { invariant } from "./invariant.ts";
import type { Calendar, CalendarUnit, Duration, Instant } from "./plan.ts";

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1_440;
const MS_PER_DAY = MINUTES_PER_DAY * MS_PER_MINUTE;

/** A place on a local clock. Zone offsets are whole minutes, so the part below a minute is the same everywhere. */
export interface LocalTime {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Minutes since the local midnight, 0 to 1439. */
  readonly minute: number;
  /** Milliseconds within the minute. */
  readonly ms: number;
}

/** A stretch of open time, `[from, to)`. */
export interface OpenTime {
  readonly from: Instant;
  readonly to: Instant;
}

/** What the clock on the wall of the calendar's zone shows at this instant. */
export function localOf(calendar: Calendar, instant: Instant): LocalTime {
  const local = instant + offsetAt(calendar, instant) * MS_PER_MINUTE;
  const day = Math.floor(local / MS_PER_DAY);
  const inDay = local - day * MS_PER_DAY;
  const minute = Math.floor(inDay / MS_PER_MINUTE);
  return { day, minute, ms: inDay - minute * MS_PER_MINUTE };
}

/**
 * The instant of a local time. A time that the clock skips moves forward by what is skipped (02:30 becomes 03:30);
 * of a time that comes twice it is the first. Minute 1440 is the next midnight.
 */
export function instantOf(calendar: Calendar, localDay: number, minuteOfDay: number): Instant {
  const local = localDay * MS_PER_DAY + minuteOfDay * MS_PER_MINUTE;
  let before = firstOffset(calendar);
  for (const [index, [from, minutes]] of calendar.offsets.entries()) {
    const instant = local - minutes * MS_PER_MINUTE;
    const end = calendar.offsets[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    if (instant < end) return index === 0 || instant >= from ? instant : local - before * MS_PER_MINUTE;
    before = minutes;
  }
  return local - before * MS_PER_MINUTE;
}

/** Whether somebody works at this instant; the closing instant itself is closed. */
export function isOpen(calendar: Calendar, instant: Instant): boolean {
  return nextOpening(calendar, instant) === instant;
}

/**
 * The first open instant at or after this one.
 * @throws when the calendar has no open minute in any week, which the compiler refuses.
 */
export function nextOpening(calendar: Calendar, instant: Instant): Instant {
  return Math.max(instant, firstOpenTime(calendar, instant).from);
}

/** Whether the local day has open hours, whatever the time of day. */
export function isOpenDay(calendar: Calendar, localDay: number): boolean {
  return hoursOf(calendar, localDay).length > 0;
}

/**
 * The instant a length of time after `start`: months, days, ms, businessDays and businessMs in this order, each in
 * the calendar's zone and hours. Business parts end in open time or at a closing instant, since deadlines are
 * inclusive; a part that is absent or zero changes nothing.
 * @throws when a business part meets a calendar with no open minute, which the compiler refuses.
 */
export function addDuration(calendar: Calendar, start: Instant, length: Duration): Instant {
  const dated = addDates(calendar, start, length.months ?? 0, length.days ?? 0);
  const elapsed = dated + (length.ms ?? 0);
  const onDay = addBusinessDays(calendar, elapsed, length.businessDays ?? 0);
  return addOpenTime(calendar, onDay, length.businessMs ?? 0);
}

/**
 * The instant a length of time before `end`: the same parts in the same order, each backwards. A business day before
 * is the same clock time on the last open day before; business hours end at the last closing.
 * @throws when a business part meets a calendar with no open minute, which the compiler refuses.
 */
export function subtractDuration(calendar: Calendar, end: Instant, length: Duration): Instant {
  const dated = addDates(calendar, end, -(length.months ?? 0), -(length.days ?? 0));
  const elapsed = dated - (length.ms ?? 0);
  const onDay = subtractBusinessDays(calendar, elapsed, length.businessDays ?? 0);
  return subtractOpenTime(calendar, onDay, length.businessMs ?? 0);
}

/** The first open local day at or after this one. */
export function nextOpenDay(calendar: Calendar, from: number): number {
  for (let day = from; day < from + daysToSearch(calendar); day += 1) {
    if (isOpenDay(calendar, day)) return day;
  }
  invariant(false, `calendar in ${calendar.zone} has no open day`);
}

/** Days since 1970-01-01 of a `YYYY-MM-DD` that is known to be a date. */
export function dayOfDate(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return dayOf(year, month, day);
}

/** `YYYY-MM-DD` of a day since 1970-01-01, for years 0 to 9999. */
export function dateOfDay(day: number): string {
  const civil = civilOf(day);
  return [pad(civil.year, 4), pad(civil.month, 2), pad(civil.day, 2)].join("-");
}

/** The first local day after the day, week (from Monday), month, quarter or year in which this one lies. */
export function dayAfterUnit(day: number, unit: CalendarUnit): number {
  if (unit === "day") return day + 1;
  if (unit === "week") return day + 7 - weekdayOf(day);
  const { year, month } = civilOf(day);
  const months = unit === "month" ? 1 : unit === "quarter" ? 3 : 12;
  return addMonths(dayOf(year, month - ((month - 1) % months), 1), months);
}

/** 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return modulo(day + 3, 7);
}

// ── Parts of a duration ───────────────────────────────────────────────────────────────────────────────────

/** Moves the local date and keeps the clock time; a month clips at the month's end. */
function addDates(calendar: Calendar, start: Instant, months: number, days: number): Instant {
  if (months === 0 && days === 0) return start;
  const local = localOf(calendar, start);
  return instantOf(calendar, addMonths(local.day, months) + days, local.minute) + local.ms;
}

/** The same clock time on the n-th next open day, drawn to that day's hours where they differ from today's. */
function addBusinessDays(calendar: Calendar, start: Instant, count: number): Instant {
  if (count === 0) return start;
  const local = localOf(calendar, nextOpening(calendar, start));
  let day = local.day;
  for (let left = count; left > 0; left -= 1) day = nextOpenDay(calendar, day + 1);
  return drawToHours(calendar, day, instantOf(calendar, day, local.minute) + local.ms);
}

function subtractBusinessDays(calendar: Calendar, end: Instant, count: number): Instant {
  if (count === 0) return end;
  const local = localOf(calendar, end);
  let day = local.day;
  for (let left = count; left > 0; left -= 1) day = lastOpenDay(calendar, day - 1);
  return drawToHours(calendar, day, instantOf(calendar, day, local.minute) + local.ms);
}

/** Too early or in a break becomes the next opening of the day, too late its closing. */
function drawToHours(calendar: Calendar, day: number, instant: Instant): Instant {
  let closing = instant;
  for (const { from, to } of hoursOf(calendar, day)) {
    if (instant <= to) return Math.max(instant, from);
    closing = to;
  }
  return closing;
}

/** Counts open time only. Time that runs out at a closing ends there, and not at the next opening. */
function addOpenTime(calendar: Calendar, start: Instant, ms: number): Instant {
  if (ms === 0) return start;
  let at = start;
  let left = ms;
  // Each turn uses up open time, and `firstOpenTime` either finds more or throws.
  for (;;) {
    const { from, to } = firstOpenTime(calendar, at);
    const begin = Math.max(at, from);
    if (left <= to - begin) return begin + left;
    left -= to - begin;
    at = to;
  }
}

/** Milliseconds of open time from one instant to a later one. */
export function openTimeBetween(calendar: Calendar, from: Instant, to: Instant): number {
  let open = 0;
  for (let at = from; at < to; ) {
    const stretch = firstOpenTime(calendar, at);
    open += Math.max(0, Math.min(stretch.to, to) - Math.max(stretch.from, at));
    at = stretch.to;
  }
  return open;
}

function subtractOpenTime(calendar: Calendar, end: Instant, ms: number): Instant {
  if (ms === 0) return end;
  let at = end;
  let left = ms;
  for (;;) {
    const { from, to } = lastOpenTime(calendar, at);
    const finish = Math.min(at, to);
    if (left <= finish - from) return finish - left;
    left -= finish - from;
    at = from;
  }
}

// ── Open hours ────────────────────────────────────────────────────────────────────────────────────────────

/** The stretch that is open at `instant`, else the first one after it. */
function firstOpenTime(calendar: Calendar, instant: Instant): OpenTime {
  // One day early: where clocks go back over midnight, yesterday's last minutes come after today's first.
  let day = localOf(calendar, instant).day - 1;
  for (let tries = daysToSearch(calendar); tries > 0; tries -= 1) {
    for (const open of hoursOf(calendar, day)) if (instant < open.to) return open;
    day += 1;
  }
  invariant(false, `calendar in ${calendar.zone} has no open hours`);
}

/** The stretch that is open just before `instant`, else the last one before it. */
function lastOpenTime(calendar: Calendar, instant: Instant): OpenTime {
  // One day late, as `firstOpenTime` is early.
  let day = localOf(calendar, instant).day + 1;
  for (let tries = daysToSearch(calendar); tries > 0; tries -= 1) {
    const open = hoursOf(calendar, day).findLast(({ from }) => from < instant);
    if (open !== undefined) return open;
    day -= 1;
  }
  invariant(false, `calendar in ${calendar.zone} has no open hours`);
}

function lastOpenDay(calendar: Calendar, from: number): number {
  for (let day = from; day > from - daysToSearch(calendar); day -= 1) {
    if (isOpenDay(calendar, day)) return day;
  }
  invariant(false, `calendar in ${calendar.zone} has no open day`);
}

/** Every listed closed day and then two weeks: a calendar with nothing open by then has no opening at all. */
function daysToSearch(calendar: Calendar): number {
  return calendar.closed.length + 15;
}

/** Open stretches of one local day; hours that a change of the clocks swallows are left out, and so is a whole day. */
function hoursOf(calendar: Calendar, day: number): readonly OpenTime[] {
  if (calendar.closed.includes(day)) return [];
  const hours = calendar.week[weekdayOf(day)] ?? [];
  return hours
    .map(([from, to]) => ({ from: instantOf(calendar, day, from), to: instantOf(calendar, day, to) }))
    .filter(({ from, to }) => from < to && localOf(calendar, from).day === day);
}

// ── Offsets and dates ─────────────────────────────────────────────────────────────────────────────────────

function offsetAt(calendar: Calendar, instant: Instant): number {
  const since = calendar.offsets.findLast(([from]) => from <= instant);
  return since?.[1] ?? firstOffset(calendar);
}

function firstOffset(calendar: Calendar): number {
  const first = calendar.offsets[0];
  invariant(first !== undefined, `calendar in ${calendar.zone} has no offsets`);
  return first[1];
}

/** The same day of the month so many months on, or before; clips at the month's end. */
export function addMonths(day: number, months: number): number {
  if (months === 0) return day;
  const civil = civilOf(day);
  const month = civil.year * 12 + (civil.month - 1) + months;
  const year = Math.floor(month / 12);
  const inYear = modulo(month, 12) + 1;
  const lastDay = dayOf(year + Math.floor(inYear / 12), (inYear % 12) + 1, 1) - dayOf(year, inYear, 1);
  return dayOf(year, inYear, Math.min(civil.day, lastDay));
}

const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH = 719_468;

/** Years begin in March here, so that the leap day comes last (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
function dayOf(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * modulo(month - 3, 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * DAYS_PER_ERA + yearOfEra * 365 + leapDays + dayOfYear - EPOCH;
}

function civilOf(day: number): { readonly year: number; readonly month: number; readonly day: number } {
  const era = Math.floor((day + EPOCH) / DAYS_PER_ERA);
  const dayOfEra = day + EPOCH - era * DAYS_PER_ERA;
  const skipped =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - skipped) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = modulo(marchMonth + 2, 12) + 1;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

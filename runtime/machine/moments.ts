/**
 * Moments: what they are counted from becomes an instant, or is not known yet. Pure over the plan's own calendars, and
 * worked out anew wherever it is asked, so that a moment moves with the date it is counted from and with nothing else
 * (docs/language.md, "Schedules"). Shared by the machine, intake and the simulator.
 */
import {
  addDuration,
  addMonths,
  dayAfterUnit,
  dayOfDate,
  instantOf,
  isOpenDay,
  localOf,
  nextOpenDay,
  nextOpening,
  subtractDuration,
  weekdayOf,
} from "../../compiler/calendar-time.ts";
import type {
  Anchor,
  Calendar,
  Duration,
  Fields,
  Instant,
  Moment,
  Offsets,
  OwnZone,
  Recurrence,
  Value,
} from "../../compiler/plan.ts";

/** What moments are worked out from. An anchor that is absent here is not known. */
export interface MomentView {
  /** Of the stage's owner; outside of a stage, of the journey's. */
  readonly calendar: Calendar;
  readonly fields: Fields;
  readonly stageAt?: Instant;
  readonly journeyAt?: Instant;
  /** Latest instant of each kind of event since the journey's entry. */
  readonly lastInJourney?: Readonly<Record<string, Instant>>;
  /** When that began which the moment belongs to. */
  readonly start?: Instant;
  readonly zones?: Zones;
}

/** What moments in the subject's own zone are worked out from. */
export interface Zones {
  /** Of that zone; `null`: it is blank, or not known. */
  readonly own: Offsets | null;
  /** Of those that stand for one that is not known. */
  readonly others: Readonly<Record<string, Offsets>>;
}

/** A date without a time of day stands for its first instant, and is known to be a date. */
interface Point {
  readonly at: Instant;
  readonly isDate: boolean;
}

/** The instant at which the moment comes; `null`: it is not known. A date comes when its day begins. */
export function comesAt(moment: Moment, view: MomentView): Instant | null {
  return pointOf(moment, view)?.at ?? null;
}

/** The instant at which what lasts until the moment is over. A date is over when its day is. */
export function isOverAt(moment: Moment, view: MomentView): Instant | null {
  const point = pointOf(moment, view);
  if (point === null || !point.isDate) return point?.at ?? null;
  const { calendar } = onTheirClock(moment, view) ?? view;
  return instantOf(calendar, localOf(calendar, point.at).day + 1, 0);
}

/** The instant at which what a moment is counted from is over itself; a date is over when its day is. */
export const anchorIsOverAt = ({ anchor, ownZone }: Moment, view: MomentView): Instant | null =>
  isOverAt({ anchor, ...(ownZone && { ownZone }) }, view);

/**
 * The view on the clock that a moment is meant by: the same days and hours of work, at the local times of the subject's
 * zone. `null`: which that is has been asked, and is not known yet.
 */
function onTheirClock({ ownZone }: { readonly ownZone?: OwnZone }, view: MomentView): MomentView | null {
  if (ownZone === undefined) return view;
  const { calendar, zones } = view;
  const offsets = zones === undefined ? undefined : (zones.own ?? zones.others[ownZone.otherwise]);
  return offsets === undefined ? null : { ...view, calendar: { ...calendar, offsets } };
}

function pointOf(moment: Moment, around: MomentView): Point | null {
  const view = onTheirClock(moment, around);
  if (view === null) return null;
  const anchor = anchorPoint(moment.anchor, view);
  if (anchor === null) return null;
  const moved = move(anchor, moment, view.calendar);
  const isFromStart = moment.anchor.from === "start";
  const timed = moment.time === undefined ? moved : atTime(moved, moment.time, isFromStart, view.calendar);
  return moment.openDay ? onOpenDay(timed, view.calendar) : timed;
}

// ── Anchors ───────────────────────────────────────────────────────────────────────────────────────────────

function anchorPoint(anchor: Anchor, view: MomentView): Point | null {
  switch (anchor.from) {
    case "entry":
      return instant(view.stageAt);
    case "journey entry":
      return instant(view.journeyAt);
    case "start":
      return instant(view.start);
    case "event": {
      const seen = anchor.events.flatMap((kind) => view.lastInJourney?.[kind] ?? []);
      return seen.length === 0 ? null : instant(Math.max(...seen));
    }
    case "field":
      return dateIn(view.fields[anchor.field] ?? null, view.calendar);
    case "date":
      return dateIn(anchor.date, view.calendar);
    case "end": {
      if (view.start === undefined) return null;
      const day = dayAfterUnit(localOf(view.calendar, view.start).day, anchor.of);
      return { at: instantOf(view.calendar, day, 0), isDate: false };
    }
    case "earlier":
    case "later":
      return pick(
        anchor.from,
        anchor.of.map((moment) => pointOf(moment, view)),
      );
  }
}

const instant = (at: Instant | undefined): Point | null => (at === undefined ? null : { at, isDate: false });

/** The fields that a moment is counted from and that are blank: who fills them in lets it be known. */
export function blankDatesOf({ anchor }: Moment, fields: Fields): readonly string[] {
  switch (anchor.from) {
    case "field":
      return (fields[anchor.field] ?? null) === null ? [anchor.field] : [];
    case "earlier":
    case "later":
      return anchor.of.flatMap((moment) => blankDatesOf(moment, fields));
    default:
      return [];
  }
}

/** `2026-06-02`, or `2026-06-02 09:00`; whatever else stands there is no date, and so not known. */
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}):(\d{2}))?$/;

function dateIn(value: Value, calendar: Calendar): Point | null {
  const [, date, hours, minutes] = typeof value === "string" ? (DATE.exec(value) ?? []) : [];
  if (date === undefined) return null;
  const minute = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return { at: instantOf(calendar, dayOfDate(date), minute), isDate: hours === undefined };
}

function pick(which: "earlier" | "later", points: readonly (Point | null)[]): Point | null {
  const known = points.filter((point) => point !== null);
  if (known.length === 0 || (which === "later" && known.length < points.length)) return null;
  return known.reduce((best, point) => (point.at < best.at === (which === "earlier") ? point : best));
}

// ── What lies before or after ─────────────────────────────────────────────────────────────────────────────

function move({ at, isDate }: Point, { before, after }: Moment, calendar: Calendar): Point {
  if (before !== undefined)
    return { at: subtractDuration(calendar, at, before), isDate: isDate && keepsDate(before) };
  if (after !== undefined)
    return { at: addDuration(calendar, at, after), isDate: isDate && keepsDate(after) };
  return { at, isDate };
}

/** So many hours before a date is a time of day. */
const keepsDate = ({ ms, businessMs }: Duration): boolean => ms === undefined && businessMs === undefined;

function atTime({ at }: Point, time: number, isFirst: boolean, calendar: Calendar): Point {
  const { day } = localOf(calendar, at);
  const onDay = instantOf(calendar, day, time);
  return { at: isFirst && onDay < at ? instantOf(calendar, day + 1, time) : onDay, isDate: false };
}

/** The time of day stays; a date that has none comes when the day's hours begin. */
function onOpenDay({ at, isDate }: Point, calendar: Calendar): Point {
  const { day, minute, ms } = localOf(calendar, at);
  const open = nextOpenDay(calendar, day);
  if (isDate) return { at: nextOpening(calendar, instantOf(calendar, open, 0)), isDate: false };
  return { at: open === day ? at : instantOf(calendar, open, minute) + ms, isDate: false };
}

// ── Again and again ───────────────────────────────────────────────────────────────────────────────────────

/** The first of the days after `since`, at its time; `null`: on whose clock is not known yet. */
export function nextOf(again: Recurrence, since: Instant, around: MomentView): Instant | null {
  const view = onTheirClock(again, around);
  if (view === null) return null;
  const { calendar } = view;
  const first = firstDay(again, view);
  for (let round = roundsBefore(again, first, localOf(calendar, since).day); ; round += 1) {
    const day =
      "days" in again.every ? first + round * again.every.days : addMonths(first, round * again.every.months);
    const onDay = again.openDay && !isOpenDay(calendar, day) ? nextOpenDay(calendar, day) : day;
    const at = instantOf(calendar, onDay, again.time);
    if (at > since) return at;
  }
}

function firstDay({ from, weekday }: Recurrence, { calendar, stageAt = 0 }: MomentView): number {
  const day = from === undefined ? localOf(calendar, stageAt).day : dayOfDate(from);
  return weekday === undefined ? day : day + ((weekday - weekdayOf(day) + 7) % 7);
}

/** Rounds that have surely passed by then; a closed day may move one on by weeks. */
function roundsBefore({ every }: Recurrence, first: number, day: number): number {
  const longest = "days" in every ? every.days : every.months * 31;
  return Math.max(0, Math.floor((day - first) / longest) - 1);
}

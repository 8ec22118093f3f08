/** Moments and schedules become anchors and lengths that the machine works out (docs/language.md, "Schedules"). */
import type * as ast from "../../language/ast.ts";
import { assertNever, invariant } from "../invariant.ts";
import type { Anchor, Duration, Moment, OwnZone, Recurrence, TimeHandler } from "../plan.ts";
import { lowerDuration, lowerRate } from "./durations.ts";
import { notInPlan } from "./not-in-plan.ts";
import { ownField, type Scope, subjectField, useEvent } from "./scope.ts";

/** A moment with what is said behind it. */
interface Said {
  readonly moment: ast.Moment;
  readonly refinements: readonly ast.Refinement[];
}

/** The one moment that a wait, a bound or a gate names. */
export function lowerMoment(said: Said, scope: Scope): Moment {
  const [moment, ...more] = lowerMoments(said, scope);
  invariant(moment !== undefined && more.length === 0, "several moments stand where one is meant");
  return moment;
}

/** One for each amount of a list: `1, 3, 7 days after entry`. */
export function lowerMoments({ moment, refinements }: Said, scope: Scope): readonly Moment[] {
  const time = timeIn(refinements);
  const ownZone = ownZoneIn(refinements, scope);
  return pointsOf(moment, time !== undefined, scope).map((point) => ({
    ...point,
    ...(time !== undefined && { time }),
    ...(isOnOpenDay(refinements) && { openDay: true }),
    ...(ownZone && { ownZone }),
  }));
}

function pointsOf(moment: ast.Moment, hasTime: boolean, scope: Scope): readonly Moment[] {
  switch (moment.kind) {
    case "TimeMoment":
      return [{ anchor: { from: "start" }, time: minuteOf(moment.time) }];
    case "InstantMoment":
      return [{ anchor: lowerInstant(moment.instant) }];
    case "AnchorMoment":
      return [{ anchor: lowerAnchor(moment.anchor, scope) }];
    case "OffsetMoment": {
      const anchor = lowerAnchor(moment.anchor, scope);
      const countsDates = hasTime || isDated(moment.anchor, scope);
      return moment.amounts.map((amount) => {
        const length = lengthOf(moment, amount, countsDates);
        return moment.side === "before" ? { anchor, before: length } : { anchor, after: length };
      });
    }
    case "EveryMoment":
      return notInPlan("A day that comes again and again where one moment is meant", moment);
    default:
      return assertNever(moment);
  }
}

/**
 * Days and weeks from a date, or to a time of day, are counted on the calendar: a date has no hours to count, and
 * `3 days after entry, 09:00` is meant by the date. Elsewhere `3 days` is 72 hours.
 */
function lengthOf(
  { counting, unit }: Extract<ast.Moment, { kind: "OffsetMoment" }>,
  amount: number,
  countsDates: boolean,
): Duration {
  const isDay = unit === "day" || unit === "week";
  const counts = counting ?? (countsDates && isDay ? "calendar" : undefined);
  const part = { amount, ...(counts && { counting: counts }), unit };
  return lowerDuration({ parts: [part] });
}

/** `at most D counted from A` ends D after A, whose days are dates where A is one. */
export function lowerCounted(lasting: ast.Duration, anchor: ast.Anchor, scope: Scope): Moment {
  const parts = lasting.parts.map((part): ast.Duration["parts"][number] =>
    isDated(anchor, scope) && part.counting === undefined && (part.unit === "day" || part.unit === "week")
      ? { ...part, counting: "calendar" }
      : part,
  );
  return { anchor: lowerAnchor(anchor, scope), after: lowerDuration({ parts }) };
}

function isDated(anchor: ast.Anchor, scope: Scope): boolean {
  switch (anchor.kind) {
    case "DateAnchor":
      return true;
    case "FieldAnchor":
      return dateFieldOf(anchor.path, scope) !== undefined;
    case "PickAnchor":
      return [anchor.a, anchor.b].some((moment) => isDatedMoment(moment, scope));
    case "JourneyEntryAnchor":
      return false;
    default:
      return assertNever(anchor);
  }
}

function isDatedMoment(moment: ast.Moment, scope: Scope): boolean {
  if (moment.kind === "InstantMoment") return moment.instant.time === undefined;
  return (moment.kind === "AnchorMoment" || moment.kind === "OffsetMoment") && isDated(moment.anchor, scope);
}

export function lowerAnchor(anchor: ast.Anchor, scope: Scope): Anchor {
  switch (anchor.kind) {
    case "JourneyEntryAnchor":
      return { from: "journey entry" };
    case "DateAnchor":
      return { from: "date", date: anchor.date.text };
    case "PickAnchor":
      return {
        from: anchor.pick,
        of: [anchor.a, anchor.b].map((moment) => lowerMoment({ moment, refinements: [] }, scope)),
      };
    case "FieldAnchor":
      return lowerNamedAnchor(anchor.path, scope);
    default:
      return assertNever(anchor);
  }
}

/** `entry`, a date of the subject, or an event; the subject may be named before its field. */
function lowerNamedAnchor(path: ast.Path, scope: Scope): Anchor {
  const name = path.names.map(({ text }) => text).join(".");
  if (name === "entry") return { from: "entry" };
  const field = dateFieldOf(path, scope);
  if (field !== undefined) {
    scope.uses.fields.add(field);
    return { from: "field", field };
  }
  return { from: "event", events: useEvent(scope, name) };
}

function dateFieldOf(path: ast.Path, scope: Scope): string | undefined {
  const [first, second] = path.names.map(({ text }) => text);
  const name = first === scope.subject && second !== undefined ? second : first;
  if (name === undefined || (second !== undefined && first !== scope.subject)) return undefined;
  return subjectField(scope, name) === undefined ? undefined : name;
}

/** A date of the subject itself, and none that an instance keeps. */
export function isDateOfSubject(path: ast.Path, scope: Scope): boolean {
  const name = dateFieldOf(path, scope);
  return name !== undefined && ownField(scope, name) === undefined;
}

function lowerInstant({ date, time }: ast.InstantLiteral): Anchor {
  return { from: "date", date: time === undefined ? date.text : `${date.text} ${time.text}` };
}

function minuteOf({ text }: ast.TimeLiteral): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

function timeIn(refinements: readonly ast.Refinement[]): number | undefined {
  const at = refinements.find((refinement) => refinement.kind === "AtTime");
  return at === undefined ? undefined : minuteOf(at.time);
}

function ownZoneIn(refinements: readonly ast.Refinement[], scope: Scope): OwnZone | undefined {
  const own = refinements.find((refinement) => refinement.kind === "InOwnZone");
  if (own === undefined) return undefined;
  invariant(own.otherwise !== undefined, "`in their own zone` does not say whose clock counts otherwise");
  scope.uses.zones.add(own.otherwise.text);
  return { otherwise: own.otherwise.text };
}

const isOnOpenDay = (refinements: readonly ast.Refinement[]): boolean =>
  refinements.some(({ kind }) => kind === "NextOpenDay");

// ── Schedules ─────────────────────────────────────────────────────────────────────────────────────────────

type Schedule = Pick<TimeHandler, "schedule" | "after" | "rate" | "movesOn">;

export function lowerSchedule(said: Said, scope: Scope): Schedule {
  const { moment, refinements } = said;
  const rate = refinements.find((refinement) => refinement.kind === "AtMost")?.rate;
  return {
    schedule:
      moment.kind === "EveryMoment"
        ? { again: lowerRecurrence(moment, refinements, scope) }
        : { items: lowerMoments(said, scope) },
    after: refinements.flatMap((refinement) =>
      refinement.kind === "AfterEvents"
        ? [{ events: [...new Set(refinement.events.flatMap(({ text }) => useEvent(scope, text)))] }]
        : [],
    ),
    rate: lowerRate(rate),
    movesOn: refinements.find((refinement) => refinement.kind === "MovesOn")?.which ?? null,
  };
}

const DAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

function lowerRecurrence(
  { nth, what, from }: Extract<ast.Moment, { kind: "EveryMoment" }>,
  refinements: readonly ast.Refinement[],
  scope: Scope,
): Recurrence {
  const ownZone = ownZoneIn(refinements, scope);
  const weekday = DAY_NAMES.indexOf(what);
  return {
    every: weekday === -1 ? lowerEvery(nth, what) : { days: 7 * nth },
    ...(weekday !== -1 && { weekday }),
    ...(from && { from: from.text }),
    time: timeIn(refinements) ?? 0,
    ...(isOnOpenDay(refinements) && { openDay: true }),
    ...(ownZone && { ownZone }),
  };
}

function lowerEvery(nth: number, what: string): Recurrence["every"] {
  switch (what) {
    case "day":
      return { days: nth };
    case "week":
      return { days: 7 * nth };
    case "month":
      return { months: nth };
    case "quarter":
      return { months: 3 * nth };
    case "year":
      return { months: 12 * nth };
    default:
      invariant(false, `every ${what} is no day`);
  }
}

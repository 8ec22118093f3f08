/**
 * Conditions of a plan over what is known at an instant. Shared by the machine, the score, the contact ledger and
 * the simulator, so that a condition means one thing.
 */
import type { Calendar, Condition, Fields, Instant, Operand, Pattern, Value } from "../../compiler/plan.ts";
import { addRunning } from "./clock.ts";
import { comesAt } from "./moments.ts";
import type { Event } from "./protocol.ts";
import { isLength, isMoney, reckon } from "./reckon.ts";
import type { Stretch } from "./state.ts";

/** What a condition may look at. */
export interface View {
  readonly now: Instant;
  /** The subject's fields; an absent one is blank. */
  readonly fields: Fields;
  /** Fields of the event under test. */
  readonly event: Fields | null;
  readonly bands: Readonly<Record<string, string | null>>;
  readonly stageAt: Instant;
  readonly journeyAt: Instant;
  readonly lastInStage: Readonly<Record<string, Instant>>;
  readonly lastInJourney: Readonly<Record<string, Instant>>;
  /** Times in which no absence lasted: the journey had given way. */
  readonly pauses: readonly Stretch[];
  /** Of the changes that a condition asks about, those whose state has been otherwise before; absent: all. */
  readonly otherwise?: readonly string[];
  /** In which absences and moments count; without one only exact time can be counted. */
  readonly calendar?: Calendar;
}

/** A view with fields and nothing else, for conditions outside of a journey. */
export const viewOfFields = (now: Instant, fields: Fields, event: Fields | null = null): View => ({
  now,
  fields,
  event,
  bands: {},
  stageAt: now,
  journeyAt: now,
  lastInStage: {},
  lastInJourney: {},
  pauses: [],
});

/** Whether the condition holds. A test whose left side is blank answers what the plan says of a blank. */
export function holds(condition: Condition, view: View): boolean {
  switch (condition.is) {
    case "all":
      return condition.of.every((part) => holds(part, view));
    case "any":
      return condition.of.some((part) => holds(part, view));
    case "not":
      return !holds(condition.of, view);
    case "turns":
      return holds(condition.of, view) && (view.otherwise?.includes(turnKey(condition)) ?? true);
    case "compare": {
      const left = read(condition.left, view);
      const right = read(condition.right, view);
      if (left === null || right === null) return condition.blank;
      return compares(left, condition.operator, right);
    }
    case "in": {
      const left = read(condition.left, view);
      return left === null ? condition.blank : condition.values.some((value) => same(left, value));
    }
    case "text": {
      const left = read(condition.left, view);
      return left === null ? condition.blank : textHolds(String(left), condition.how, condition.words);
    }
    case "blank":
      return read(condition.left, view) === null;
    case "band":
      return (view.bands[condition.score] ?? null) === condition.band;
    case "absent":
      return view.now >= absentFrom(condition, view);
    case "happened":
      return hasHappened(condition, view);
  }
}

function hasHappened({ events, since }: Extract<Condition, { is: "happened" }>, view: View): boolean {
  const seen = events.flatMap((kind) => view.lastInJourney[kind] ?? []);
  if (since === undefined) return seen.length > 0;
  const from = view.calendar === undefined ? null : comesAt(since, { ...view, calendar: view.calendar });
  return from !== null && seen.some((at) => at >= from);
}

/** Whether an event is of a pattern's kind and its `where` holds of it. */
export const matches = (pattern: Pattern, event: Event, view: View): boolean =>
  pattern.event === event.kind &&
  (pattern.where === null || holds(pattern.where, { ...view, event: event.fields }));

export const matchesAny = (patterns: readonly Pattern[], event: Event, view: View): boolean =>
  patterns.some((pattern) => matches(pattern, event, view));

/** Whether an event fits, or may fit later because a pattern also asks about the subject, who may change. */
export const mayMatch = (patterns: readonly Pattern[], event: Event, view: View): boolean =>
  patterns.some(
    (pattern) =>
      matches(pattern, event, view) ||
      (pattern.event === event.kind && pattern.where !== null && asksSubject(pattern.where)),
  );

function asksSubject(condition: Condition): boolean {
  switch (condition.is) {
    case "all":
    case "any":
      return condition.of.some(asksSubject);
    case "not":
    case "turns":
      return asksSubject(condition.of);
    case "compare":
      return isOfSubject(condition.left) || isOfSubject(condition.right);
    case "in":
    case "text":
    case "blank":
      return isOfSubject(condition.left);
    default:
      return true;
  }
}

const isOfSubject = (operand: Operand): boolean =>
  operand.of === "computed"
    ? isOfSubject(operand.left) || isOfSubject(operand.right)
    : operand.of === "subject";

/**
 * The instants at which a condition may come to hold by time alone: one for each absence in it. Absences over
 * events with a `where` are kept by kind, see `absenceKey`.
 */
export function turningPoints(condition: Condition, view: View): readonly Instant[] {
  switch (condition.is) {
    case "all":
    case "any":
      return condition.of.flatMap((part) => turningPoints(part, view));
    case "not":
    case "turns":
      return turningPoints(condition.of, view);
    case "absent":
      return [absentFrom(condition, view)];
    default:
      return [];
  }
}

/** From when on the absence holds, if no such event comes. */
function absentFrom(condition: Extract<Condition, { is: "absent" }>, view: View): Instant {
  const ofJourney = condition.since === "journey";
  const [from, last] = ofJourney ? [view.journeyAt, view.lastInJourney] : [view.stageAt, view.lastInStage];
  const since = Math.max(from, ...condition.events.map((pattern) => last[absenceKey(pattern)] ?? from));
  return view.calendar
    ? addRunning(view.calendar, since, condition.lasting, view.pauses)
    : since + (condition.lasting.ms ?? 0);
}

/** What the latest occurrence of a pattern is remembered by: its kind, and its `where` if it has one. */
export const absenceKey = (pattern: Pattern): string =>
  pattern.where === null ? pattern.event : `${pattern.event} ${JSON.stringify(pattern.where)}`;

type Turns = Extract<Condition, { is: "turns" }>;

/** What a change is remembered by. */
export const turnKey = ({ of }: Turns): string => JSON.stringify(of);

/** All changes that a condition asks about. */
export function turnsIn(condition: Condition): readonly Turns[] {
  switch (condition.is) {
    case "all":
    case "any":
      return condition.of.flatMap(turnsIn);
    case "not":
      return turnsIn(condition.of);
    case "turns":
      return [condition];
    default:
      return [];
  }
}

/** All absences in a condition. */
export function absencesIn(condition: Condition): readonly Extract<Condition, { is: "absent" }>[] {
  switch (condition.is) {
    case "all":
    case "any":
      return condition.of.flatMap(absencesIn);
    case "not":
    case "turns":
      return absencesIn(condition.of);
    case "absent":
      return [condition];
    default:
      return [];
  }
}

/** Fields of the subject that a condition reads, each once. */
export function fieldsIn(condition: Condition): readonly string[] {
  switch (condition.is) {
    case "all":
    case "any":
      return [...new Set(condition.of.flatMap(fieldsIn))];
    case "not":
    case "turns":
      return fieldsIn(condition.of);
    case "compare":
    case "in":
    case "text":
    case "blank":
      return condition.left.of === "subject" ? [condition.left.field] : [];
    default:
      return [];
  }
}

export function read(operand: Operand, view: View): Value {
  switch (operand.of) {
    case "value":
      return operand.value;
    case "subject":
      return view.fields[operand.field] ?? null;
    case "event":
      return view.event?.[operand.field] ?? null;
    case "computed":
      return reckon(operand.operator, read(operand.left, view), read(operand.right, view));
  }
}

function compares(
  left: Value,
  operator: Extract<Condition, { is: "compare" }>["operator"],
  right: Value,
): boolean {
  if (operator === "=") return same(left, right);
  if (operator === "!=") return !same(left, right);
  const order = orderOf(left, right);
  if (order === null) return false;
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

/** Values that cannot be ordered (two currencies, unlike types: the compiler refuses them) satisfy no comparison. */
function orderOf(left: Value, right: Value): number | null {
  if (isMoney(left) && isMoney(right))
    return left.currency === right.currency ? left.amount - right.amount : null;
  if (isLength(left) && isLength(right)) return (left.ms ?? 0) - (right.ms ?? 0);
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  return null;
}

export function same(left: Value, right: Value): boolean {
  if (isMoney(left) && isMoney(right))
    return left.amount === right.amount && left.currency === right.currency;
  if (isLength(left) && isLength(right)) return left.ms === right.ms;
  return left === right;
}

/** Linear in the text: whole words are compared, never a pattern. */
function textHolds(
  text: string,
  how: "matches" | "contains" | "starts with" | "ends with",
  words: readonly string[],
): boolean {
  const lower = text.toLowerCase();
  switch (how) {
    case "contains":
      return words.some((word) => lower.includes(word.toLowerCase()));
    case "starts with":
      return words.some((word) => lower.startsWith(word.toLowerCase()));
    case "ends with":
      return words.some((word) => lower.endsWith(word.toLowerCase()));
    case "matches": {
      const spaced = ` ${wordsOf(lower)} `;
      return words.some((word) => spaced.includes(` ${wordsOf(word.toLowerCase())} `));
    }
  }
}

/** The words of a text with single blanks between: letters and digits of any script make words. */
const wordsOf = (text: string): string =>
  text
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(" ");

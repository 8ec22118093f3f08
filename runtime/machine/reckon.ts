/**
 * What values come to, and the fields that are worked out from others (docs/language.md, "Computed fields"). Used by
 * the machine, where events come in and in the simulator, so that a field has one value.
 */
import { addMonths, dateOfDay, dayOfDate } from "../../compiler/calendar-time.ts";
import type { Duration, Fields, Money, Operand, Value } from "../../compiler/plan.ts";

type Operator = Extract<Operand, { readonly of: "computed" }>["operator"];

/** How each computed field is worked out, by name. */
export type Computed = Readonly<Record<string, Operand>>;

const DAY = 86_400_000;
/** Of the last year that a date can name. */
const LAST_DAY = dayOfDate("9999-12-31");
const FIRST_DAY = dayOfDate("0001-01-01");

export const isMoney = (value: Value): value is Money =>
  typeof value === "object" && value !== null && "amount" in value;

/** A length of time as a value. */
export const isLength = (value: Value): value is Duration =>
  typeof value === "object" && value !== null && !isMoney(value);

/** The fields with each computed one as its parts make it; what is said of a computed field otherwise is dropped. */
export function withComputed(computed: Computed | undefined, fields: Fields): Fields {
  if (computed === undefined) return fields;
  const resultOf = (name: string): Value => {
    const expression = computed[name];
    return expression === undefined ? (fields[name] ?? null) : workOut(expression, resultOf);
  };
  return { ...fields, ...Object.fromEntries(Object.keys(computed).map((name) => [name, resultOf(name)])) };
}

/** The fields that somebody gives and that this one comes of: itself, unless it is worked out. */
export function givenFor(computed: Computed | undefined, name: string): readonly string[] {
  const expression = computed?.[name];
  return expression === undefined
    ? [name]
    : [...new Set(fieldsOf(expression).flatMap((part) => givenFor(computed, part)))];
}

function fieldsOf(operand: Operand): readonly string[] {
  if (operand.of === "computed") return [...fieldsOf(operand.left), ...fieldsOf(operand.right)];
  return operand.of === "value" ? [] : [operand.field];
}

/** What an expression comes to; `null` (blank) where it comes to nothing. */
export const workOut = (expression: Operand, fieldOf: (name: string) => Value): Value =>
  tidy(evaluate(expression, fieldOf));

function evaluate(operand: Operand, fieldOf: (name: string) => Value): Value {
  switch (operand.of) {
    case "value":
      return operand.value;
    case "computed":
      return reckon(operand.operator, evaluate(operand.left, fieldOf), evaluate(operand.right, fieldOf));
    default:
      return fieldOf(operand.field);
  }
}

/** Blank where a part is blank, a divisor is zero, two currencies meet, or a date leaves the calendar. */
export function reckon(operator: Operator, left: Value, right: Value): Value {
  if (typeof left === "string" || typeof right === "string") return reckonDates(operator, left, right);
  if (isMoney(left) && isMoney(right)) {
    if (left.currency !== right.currency) return null;
    const result = reckonNumbers(operator, left.amount, right.amount);
    return operator === "/" || result === null ? result : { ...left, amount: result };
  }
  const [one, other] = [magnitudeOf(left), magnitudeOf(right)];
  if (one === null || other === null) return null;
  const result = reckonNumbers(operator, one, other);
  if (result === null) return null;
  if (isLength(left) && isLength(right)) return operator === "/" ? result : { ms: result };
  return likeOf(left, right, result);
}

function magnitudeOf(value: Value): number | null {
  if (typeof value === "number") return value;
  if (isMoney(value)) return value.amount;
  return isLength(value) ? (value.ms ?? 0) : null;
}

/** So many times an amount is an amount. */
function likeOf(left: Value, right: Value, result: number): Value {
  const unit = typeof left === "object" ? left : right;
  if (isMoney(unit)) return { ...unit, amount: result };
  return isLength(unit) ? { ms: result } : result;
}

function reckonNumbers(operator: Operator, left: number, right: number): number | null {
  const result = { "+": left + right, "-": left - right, "*": left * right, "/": left / right }[operator];
  return Number.isFinite(result) ? result : null;
}

// ── Dates ─────────────────────────────────────────────────────────────────────────────────────────────────

function reckonDates(operator: Operator, left: Value, right: Value): Value {
  if (typeof left === "string" && typeof right === "string")
    return operator === "-" ? { ms: (dayOf(left) - dayOf(right)) * DAY } : null;
  if (typeof left === "string" && isLength(right)) return moved(left, right, operator === "-" ? -1 : 1);
  return typeof right === "string" && isLength(left) ? moved(right, left, 1) : null;
}

/** A time of day that a date comes with is not counted. */
const dayOf = (date: string): number => dayOfDate(date.slice(0, "2026-01-01".length));

/** Months clip at the month's end; a length that is not of whole days counts the whole ones. */
function moved(date: string, length: Duration, direction: 1 | -1): Value {
  const days = (length.days ?? 0) + Math.floor((length.ms ?? 0) / DAY);
  const day = addMonths(dayOf(date), direction * (length.months ?? 0)) + direction * days;
  return day >= FIRST_DAY && day <= LAST_DAY ? dateOfDay(day) : null;
}

// ── Rounding ──────────────────────────────────────────────────────────────────────────────────────────────

/** To twelve digits: a tenth three times over is three tenths, and a limit of 30% holds of it. */
function tidy(value: Value): Value {
  if (typeof value === "number") return rounded(value);
  if (isMoney(value)) return { ...value, amount: rounded(value.amount) };
  return isLength(value) && value.ms !== undefined ? { ...value, ms: Math.round(value.ms) } : value;
}

const rounded = (value: number): number => Number(value.toPrecision(12));

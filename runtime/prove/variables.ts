/**
 * What may be one way or another about a subject: its fields and its bands. Of all values a field may have, a journey
 * tells apart only those for which one of its conditions answers differently; one of each kind is tried.
 */
import { dateOfDay } from "../../compiler/calendar-time.ts";
import type { Field, Library } from "../../compiler/library.ts";
import type { Condition, Fields, FieldType, Instant, Operand, Plan, Value } from "../../compiler/plan.ts";
import { holds, viewOfFields } from "../machine/conditions.ts";
import { isLength, isMoney, withComputed } from "../machine/reckon.ts";
import type { State } from "../machine/state.ts";
import { conditionsOf, leavesOf, momentsOf } from "./plan-parts.ts";

/** `field amount` or `band interest`. */
export type VariableName = string;

export const fieldVariable = (field: string): VariableName => `field ${field}`;
export const bandVariable = (score: string): VariableName => `band ${score}`;

export interface Variable {
  readonly name: VariableName;
  /** The field or the score. */
  readonly of: string;
  readonly is: "field" | "band";
  /** One of each kind that the journey tells apart. */
  readonly values: readonly Value[];
  /** Which kind a value is of. */
  readonly kindOf: (value: Value) => string;
}

export type Variables = ReadonlyMap<VariableName, Variable>;

const DAY = 86_400_000;

/** The fields and bands that the plan reads. Computed fields are none: they follow from their parts. */
export function variablesOf(plan: Plan, library: Library, start: Instant): Variables {
  const leaves = [...conditionsOf(plan)].flatMap(leavesOf);
  const anchored = new Set([...momentsOf(plan)].flatMap(({ anchor }) => fieldsOfAnchor(anchor)));
  const known = library.subjects[plan.subject]?.fields ?? {};
  const found = new Map<VariableName, Variable>();
  for (const name of [...plan.reads.fields, ...Object.keys(plan.own ?? {})]) {
    if (plan.computed?.[name] !== undefined) continue;
    const type: Typed = known[name] ?? { type: "text", ...plan.own?.[name], optional: true };
    const reading = leaves.filter((leaf) => namesIn(leaf).includes(name));
    const derived = derivedFrom(plan, name);
    const isPart = derived.size > 0;
    const beside = leaves.filter((leaf) => namesIn(leaf).some((one) => one === name || derived.has(one)));
    const values = valuesOf(type, beside, new Set([name, ...derived]), {
      anchored: anchored.has(name),
      isPart,
      start,
    });
    const kindOf = kindIn(reading, name, anchored.has(name) || isPart);
    found.set(fieldVariable(name), {
      name: fieldVariable(name),
      of: name,
      is: "field",
      values: oneOfEachKind(values, kindOf),
      kindOf,
    });
  }
  for (const score of plan.reads.scores) {
    const bands = leaves.flatMap((leaf) => (leaf.is === "band" && leaf.score === score ? [leaf.band] : []));
    const values = [null, ...new Set(bands)];
    const name = bandVariable(score);
    found.set(name, { name, of: score, is: "band", values, kindOf: (value) => String(value) });
  }
  return found;
}

type Typed = FieldType & Partial<Pick<Field, "optional" | "currency" | "default">>;

interface Used {
  /** A moment is counted from it. */
  readonly anchored: boolean;
  /** Another field is worked out from it. */
  readonly isPart: boolean;
  readonly start: Instant;
}

function valuesOf(
  type: Typed,
  leaves: readonly Condition[],
  names: ReadonlySet<string>,
  used: Used,
): readonly Value[] {
  const constants = leaves.flatMap((leaf) => constantsBeside(leaf, names));
  const given = givenValues(type, constants, used);
  return [...(type.optional === true ? [null] : []), ...given];
}

/** The plainest first: it is what a timeline shows where the value is of no account. */
function givenValues(type: Typed, constants: readonly Value[], used: Used): readonly Value[] {
  const words = constants.filter((constant) => typeof constant === "string");
  // A ratio of two amounts is a number, and a share of an amount an amount: what one is compared with is tried in the other.
  const numbers = constants.flatMap((one) =>
    typeof one === "number" ? [one] : isMoney(one) ? [one.amount] : [],
  );
  switch (type.type) {
    case "yes_no":
      return [false, true];
    case "one_of":
      return type.values;
    case "number":
    case "percent":
      return around(numbers, used.isPart ? [0, 1, 100] : [1]);
    case "money": {
      const currency = constants.find(isMoney)?.currency ?? type.currency ?? "EUR";
      const amounts = around(numbers, used.isPart ? [0, 1, 100, 1_000] : [1_000]);
      return amounts.map((amount) => ({ amount, currency }));
    }
    case "duration":
      return [{ ms: DAY }, ...constants.filter(isLength)];
    case "date": {
      const days = used.anchored || used.isPart ? [45, 400, -5] : [45];
      const near = days.map((day) => dateOfDay(Math.floor(used.start / DAY) + day));
      const dates = words.filter((word) => !Number.isNaN(Date.parse(word)));
      return [...near, ...dates.flatMap((date) => [dayBefore(date), date])];
    }
    case "time":
      return ["10:00", ...words];
    case "email":
      return ["someone@example.com", ...words];
    case "country":
      return [...words, "ZZ"];
    case "time_zone":
      return ["Europe/Copenhagen", ...words];
    case "url":
      return ["https://example.com/", ...words];
    case "message":
    case "text":
      return ["Other", ...words];
  }
}

const around = (constants: readonly number[], otherwise: readonly number[]): readonly number[] =>
  constants.length === 0
    ? otherwise
    : [...new Set([...constants.flatMap((one) => [one, one - 1, one + 1]), ...otherwise])];

const dayBefore = (date: string): string => dateOfDay(Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY) - 1);

/** What a field is compared with. */
function constantsBeside(leaf: Condition, names: ReadonlySet<string>): readonly Value[] {
  switch (leaf.is) {
    case "compare":
      return [leaf.left, leaf.right].flatMap((side) => (side.of === "value" ? [side.value] : []));
    case "in":
      return namesIn(leaf).some((name) => names.has(name)) ? leaf.values : [];
    case "text":
      return leaf.words;
    default:
      return [];
  }
}

/** Two values are of one kind when each condition that reads the field answers alike. */
function kindIn(leaves: readonly Condition[], name: string, isExact: boolean): (value: Value) => string {
  const alone = leaves.filter((leaf) => new Set(namesIn(leaf)).size === 1);
  if (isExact || alone.length < leaves.length) return (value) => JSON.stringify(value);
  return (value) => {
    const view = viewOfFields(0, { [name]: value }, { [name]: value });
    const answers = alone.map((leaf) => (holds(leaf, view) ? "y" : "n")).join("");
    return `${value === null ? "blank" : "known"}${answers}`;
  };
}

export function oneOfEachKind(values: readonly Value[], kindOf: (value: Value) => string): readonly Value[] {
  const found = new Map<string, Value>();
  for (const value of values) if (!found.has(kindOf(value))) found.set(kindOf(value), value);
  return [...found.values()];
}

/** A field of an event. */
export interface Said {
  readonly name: string;
  readonly type: Typed;
  /** Where the journey keeps what it says. */
  readonly kept: readonly Variable[];
}

/** Fields of the event under test, by the same reasoning; of what is kept, all that is told apart later. */
export function eventValues(
  { type, name, kept }: Said,
  leaves: readonly Condition[],
  start: Instant,
): readonly Value[] {
  const reading = leaves.filter((leaf) => eventNamesIn(leaf).includes(name));
  const own = valuesOf(type, reading, new Set([name]), { anchored: false, isPart: false, start });
  const later = kept.flatMap(({ values }) => values).filter((value) => value !== null);
  const kindOf = kindIn(reading, name, false);
  return oneOfEachKind([...later, ...own], (value) =>
    [kindOf(value), ...kept.map((variable) => variable.kindOf(value))].join(" "),
  );
}

// ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────

function operandsIn(leaf: Condition): readonly Operand[] {
  switch (leaf.is) {
    case "compare":
      return [leaf.left, leaf.right];
    case "in":
    case "text":
    case "blank":
      return [leaf.left];
    default:
      return [];
  }
}

const flat = (operand: Operand): readonly Operand[] =>
  operand.of === "computed" ? [...flat(operand.left), ...flat(operand.right)] : [operand];

/** Conditions of a plan do not change: what they name is found once. */
const NAMES = new WeakMap<Condition, readonly string[]>();

export function namesIn(leaf: Condition): readonly string[] {
  const names = NAMES.get(leaf) ?? findNames(leaf);
  NAMES.set(leaf, names);
  return names;
}

const findNames = (leaf: Condition): readonly string[] =>
  operandsIn(leaf)
    .flatMap(flat)
    .flatMap((operand) => (operand.of === "subject" || operand.of === "event" ? [operand.field] : []));

export const eventNamesIn = (leaf: Condition): readonly string[] =>
  operandsIn(leaf)
    .flatMap(flat)
    .flatMap((operand) => (operand.of === "event" ? [operand.field] : []));

export function fieldsOfAnchor(anchor: import("../../compiler/plan.ts").Anchor): readonly string[] {
  if (anchor.from === "field") return [anchor.field];
  return "of" in anchor && Array.isArray(anchor.of)
    ? anchor.of.flatMap((moment) => fieldsOfAnchor(moment.anchor))
    : [];
}

/** The fields that are worked out from one, computed or by `set`, and from those in turn. */
function derivedFrom(plan: Plan, field: string): ReadonlySet<string> {
  const sums = [
    ...Object.entries(plan.computed ?? {}),
    ...Object.values(plan.code).flatMap((step): readonly (readonly [string, Operand])[] =>
      step.do === "set" && step.to !== undefined ? [[step.field, step.to]] : [],
    ),
  ];
  const found = new Set<string>();
  const names = [field];
  for (const name of names)
    for (const [target, sum] of sums) {
      const isRead = flat(sum).some((part) => part.of === "subject" && part.field === name);
      if (!isRead || found.has(target)) continue;
      found.add(target);
      names.push(target);
    }
  found.delete(field);
  return found;
}

// ── In a state ────────────────────────────────────────────────────────────────────────────────────────────

export const valueIn = (state: State, { is, of }: Variable): Value =>
  (is === "band" ? state.bands[of] : state.fields[of]) ?? null;

/** The state as if this had been so before. */
export function withValue(plan: Plan, state: State, { is, of }: Variable, value: Value): State {
  if (is === "band")
    return { ...state, bands: { ...state.bands, [of]: value === null ? null : String(value) } };
  const fields: Fields = withComputed(plan.computed, { ...state.fields, [of]: value });
  return { ...state, fields };
}

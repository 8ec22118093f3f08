/**
 * Conditions evaluated over samples of what they read: yes, no, or not known when a test is of another kind. An audience
 * is its condition in place.
 */
import type * as ast from "../../language/ast.ts";
import type { FieldType } from "../library.ts";
import { onceFor } from "../once-for.ts";
import type { Scope } from "../scopes.ts";
import {
  asksForBlank,
  readsUnknown,
  type TestNode,
  testsIn,
  valuesOf,
  yesOrNoOf,
} from "../types/conditions.ts";
import { mayBeBlank, ownerOf } from "../types/expressions.ts";
import { typeOf } from "../types/field-types.ts";
import { type FieldRead, findField, findLeft, type Reading, writePath } from "../types/fields.ts";
import { writeDuration } from "../types/literals.ts";

export interface Sample {
  /** Or the score. */
  readonly field: string;
  /** `null` is blank. Of a score its band, and "" below all of them. */
  readonly value: number | string | boolean | null;
  /** `discount is over 10% and up to 20%`. */
  readonly words: string;
}
export type Sampled = ReadonlyMap<string, Sample>;

/** `undefined`: not known. */
type Truth = boolean | undefined;

/** More cases than this are not tried; what has so many is beyond what a reviewer can follow, too. */
const MAX_CASES = 5_000;

/** Whether in each case one of the conditions holds for certain. */
export function alwaysOneHolds(conditions: readonly ast.Condition[], reading: Reading): boolean {
  const cases = casesOf(conditions, reading);
  return (
    cases.length > 0 && cases.every((one) => conditions.some((line) => evaluate(line, one, reading) === true))
  );
}

/** Whether they never hold together, for certain. */
export function neverMeet(conditions: readonly ast.Condition[], reading: Reading): boolean {
  const cases = casesOf(conditions, reading);
  return (
    cases.length > 0 &&
    cases.every((one) => conditions.some((line) => evaluate(line, one, reading) === false))
  );
}

/** The cases of a right, over all of its lines that ask in the order of its roles. */
export const casesOfRight = onceFor((scope: Scope): RightCases | undefined => {
  const { declaration } = scope;
  if (declaration.kind !== "RightDeclaration" || scope.subject === undefined) return undefined;
  const reading: Reading = { scope };
  const lines = declaration.asks.filter(({ also }) => !also);
  const conditions = lines.map(({ when }) => when);
  if (readsUnknown(conditions, reading)) return undefined;
  const cases = casesOf(conditions, reading).map((one) => ({
    one,
    holds: conditions.map((when) => evaluate(when, one, reading)),
  }));
  return { lines, cases };
});

export interface RightCases {
  readonly lines: ast.RightDeclaration["asks"];
  /** Whether each line holds, in each case. */
  readonly cases: readonly { readonly one: Sampled; readonly holds: readonly Truth[] }[];
}

/** Each sample of each field that the conditions read, with each of the others; none when there are too many. */
export function casesOf(conditions: readonly ast.Condition[], reading: Reading): readonly Sampled[] {
  const tests = conditions.flatMap((one) => testsReached(one, reading));
  const names = [...new Set(tests.flatMap(({ subject }) => sampledName(subject, reading) ?? []))];
  const samples = names.map((name) =>
    samplesOf(
      name,
      tests.filter(({ subject }) => sampledName(subject, reading) === name),
      reading,
    ),
  );
  const count = samples.reduce((product, { length }) => product * Math.max(1, length), 1);
  return count > MAX_CASES ? [] : samples.reduce(withEach, [new Map()]);
}

function withEach(cases: readonly Sampled[], samples: readonly Sample[]): readonly Sampled[] {
  if (samples.length === 0) return cases;
  return cases.flatMap((one) => samples.map((sample) => new Map([...one, [sample.field, sample]])));
}

/** The tests of the condition, and of the audiences that it names. */
export function testsReached(
  condition: ast.Condition,
  reading: Reading,
  seen: readonly ast.AudienceDeclaration[] = [],
): readonly TestNode[] {
  return testsIn(condition).flatMap((test) => {
    const left = findLeft(test.subject, reading);
    if (left?.names !== "audience") return [test];
    const { audience } = left;
    // What is asked of several days is no test of one.
    if (audience.when === undefined || audience.when.readings !== undefined) return [];
    if (seen.includes(audience)) return [];
    return testsReached(audience.when.condition, reading, [...seen, audience]);
  });
}

function sampledName(path: ast.Path, reading: Reading): string | undefined {
  const left = findLeft(path, reading);
  if (left?.names === "field") return left.read.name;
  return left?.names === "score" ? left.score.name.text : undefined;
}

// ── Samples ───────────────────────────────────────────────────────────────────────────────────────────────

/** Values that tell the lines apart; none when a test of the field cannot be sampled. */
function samplesOf(name: string, tests: readonly TestNode[], reading: Reading): readonly Sample[] {
  const [first] = tests;
  const left = first === undefined ? undefined : findLeft(first.subject, reading);
  if (left?.names === "score") return bandSamples(left.score);
  if (left?.names !== "field") return [];
  const { read } = left;
  const blank: readonly Sample[] = mayBeBlank(read.field, ownerOf(read))
    ? [{ field: name, value: null, words: `\`${name}\` is blank` }]
    : [];
  const samples = valueSamples(read, tests);
  return samples.length === 0 ? [] : [...samples, ...blank];
}

function bandSamples({ name: { text: name }, bands }: ast.ScoreDeclaration): readonly Sample[] {
  const [lowest] = [...bands].sort((a, b) => a.from - b.from);
  const below: readonly Sample[] =
    lowest === undefined || lowest.from <= 0
      ? []
      : [{ field: name, value: "", words: `\`${name}\` is under ${lowest.name.text}` }];
  return [...below, ...bands.map((band) => exactly(name, band.name.text, band.name.text))];
}

const WORDS: ReadonlySet<FieldType["type"]> = new Set([
  "text",
  "email",
  "url",
  "country",
  "time_zone",
  "message",
]);

function valueSamples({ field, name }: FieldRead, tests: readonly TestNode[]): readonly Sample[] {
  const type = typeOf(field);
  if (type?.type === "one_of") return type.values.map((value) => exactly(name, value, value));
  if (type?.type === "yes_no") return [exactly(name, true, "yes"), exactly(name, false, "no")];
  const values = tests.flatMap(({ test }) => valuesOf(test));
  return type !== undefined && WORDS.has(type.type)
    ? wordSamples(name, type, values)
    : numberSamples(name, values);
}

/** Each word that is asked for, and any other. */
function wordSamples(field: string, type: FieldType, values: readonly ast.Value[]): readonly Sample[] {
  const words = [...new Set(values.flatMap((value) => wordOf(value, type) ?? []))];
  const any = words.length === 0 ? [] : [{ field, value: "", words: `\`${field}\` is something else` }];
  return [...words.map((word) => exactly(field, word, `"${word}"`)), ...any];
}

function exactly(field: string, value: number | string | boolean, words: string): Sample {
  return { field, value, words: `\`${field}\` is ${words}` };
}

const MINUTES_OF_A_DAY = 24 * 60;

/** Each threshold, and one value on either side of it. */
function numberSamples(field: string, values: readonly ast.Value[]): readonly Sample[] {
  const isTime = values.some(({ kind }) => kind === "TimeLiteral");
  const written = new Map(
    values.flatMap((value) => {
      const number = numberOf(value);
      return number === undefined ? [] : [[number, writeNumber(value, number)] as const];
    }),
  );
  const steps = [...written].sort(([a], [b]) => a - b);
  const samples = steps.flatMap(([at, words], index) => {
    const next = steps[index + 1];
    const below: readonly Sample[] =
      index > 0 ? [] : [{ field, value: at - 1, words: `\`${field}\` is under ${words}` }];
    const above =
      next === undefined
        ? { field, value: at + 1, words: `\`${field}\` is over ${words}` }
        : { field, value: (at + next[0]) / 2, words: `\`${field}\` is over ${words} and under ${next[1]}` };
    return [...below, exactly(field, at, words), above];
  });
  // A day begins at 00:00 and ends before 24:00.
  return isTime
    ? samples.filter(({ value }) => typeof value === "number" && value >= 0 && value < MINUTES_OF_A_DAY)
    : samples;
}

const MINUTE = 60_000;
const MINUTES: { readonly [U in ast.Unit]?: number } = {
  minute: 1,
  hour: 60,
  day: MINUTES_OF_A_DAY,
  week: 7 * MINUTES_OF_A_DAY,
};

/** On one scale for each type: dates and lengths of time in minutes. */
function numberOf(value: ast.Value): number | undefined {
  switch (value.kind) {
    case "MoneyLiteral":
      return value.amount;
    case "NumberLiteral":
    case "PercentLiteral":
      return value.value;
    case "InstantLiteral": {
      const at = Date.parse(`${value.date.text}T${value.time?.text ?? "00:00"}Z`) / MINUTE;
      // A date comes before its own times.
      return Number.isNaN(at) ? undefined : at - (value.time === undefined ? 0.5 : 0);
    }
    case "TimeLiteral": {
      const [hours = Number.NaN, minutes = Number.NaN] = value.text.split(":").map(Number);
      return Number.isNaN(hours + minutes) ? undefined : hours * 60 + minutes;
    }
    case "Duration":
      return value.parts.reduce<number | undefined>((sum, { amount, counting, unit }) => {
        const length = counting === undefined ? MINUTES[unit] : undefined;
        return sum === undefined || length === undefined ? undefined : sum + amount * length;
      }, 0);
    default:
      return undefined;
  }
}

/** What stands for a word of such a type; a field that it is compared with does not. */
function wordOf(value: ast.Value, type: FieldType): string | undefined {
  if (value.kind === "Text" || value.kind === "CodeLiteral") return value.text;
  return type.type === "message" && value.kind === "Path" ? writePath(value) : undefined;
}

function writeNumber(value: ast.Value, number: number): string {
  if (value.kind === "InstantLiteral")
    return [value.date.text, ...(value.time === undefined ? [] : [value.time.text])].join(" ");
  if (value.kind === "TimeLiteral") return value.text;
  if (value.kind === "Duration") return writeDuration(value);
  const digits = String(number).replace(/\B(?=(\d{3})+(?!\d))/g, "_");
  if (value.kind === "MoneyLiteral") return `${digits} ${value.currency}`;
  return value.kind === "PercentLiteral" ? `${digits}%` : digits;
}

// ── Evaluation ────────────────────────────────────────────────────────────────────────────────────────────

export function evaluate(condition: ast.Condition, sampled: Sampled, reading: Reading): Truth {
  switch (condition.kind) {
    case "Or":
      return anyOf(condition.terms.map((term) => evaluate(term, sampled, reading)));
    case "And":
      return not(anyOf(condition.terms.map((term) => not(evaluate(term, sampled, reading)))));
    case "Not":
      return not(evaluate(condition.term, sampled, reading));
    case "Test":
      return evaluateTest(condition, sampled, reading);
    default:
      return undefined;
  }
}

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

function evaluateTest(node: TestNode, sampled: Sampled, reading: Reading): Truth {
  const left = findLeft(node.subject, reading);
  if (left?.names === "audience") return evaluateAudience(left.audience, node.test, sampled, reading);
  const sample = sampled.get(sampledName(node.subject, reading) ?? "");
  if (sample === undefined) return undefined;
  const word = asksForBlank(node.test);
  if (word !== undefined && node.test?.kind === "Is") {
    return ((word === "blank") === (sample.value === null)) !== node.test.not;
  }
  if (sample.value === null) return node.blankAs === "yes";
  return compare(sample.value, node, reading);
}

function evaluateAudience(
  audience: ast.AudienceDeclaration,
  test: ast.Test | undefined,
  sampled: Sampled,
  reading: Reading,
): Truth {
  // One that names itself, in a circle, is reported as such.
  if (audience.when === undefined || goesRound(audience, reading)) return undefined;
  if (audience.when.readings !== undefined) return undefined;
  const truth = evaluate(audience.when.condition, sampled, reading);
  if (test === undefined) return truth;
  const wanted = test.kind === "Is" ? yesOrNoOf(test) : undefined;
  return truth === undefined || wanted === undefined ? undefined : truth === wanted;
}

function goesRound(
  audience: ast.AudienceDeclaration,
  reading: Reading,
  seen: readonly ast.AudienceDeclaration[] = [],
): boolean {
  if (seen.includes(audience)) return true;
  const tests = audience.when === undefined ? [] : testsIn(audience.when.condition);
  return tests.some(({ subject }) => {
    const left = findLeft(subject, reading);
    return left?.names === "audience" && goesRound(left.audience, reading, [...seen, audience]);
  });
}

function compare(value: number | string | boolean, { subject, test }: TestNode, reading: Reading): Truth {
  const read = findField(subject, reading);
  const type = read === undefined ? undefined : typeOf(read.field);
  switch (test?.kind) {
    case undefined:
      return value === true;
    case "Compare":
      return order(value, test.operator, numberOf(test.value));
    case "Is": {
      const same = isSame(value, test.value, type);
      return test.not ? not(same) : same;
    }
    case "In": {
      const within = anyOf(test.values.map((one) => isSame(value, one, type)));
      return test.not ? not(within) : within;
    }
    default:
      return undefined;
  }
}

function order(
  value: number | string | boolean,
  operator: ">=" | ">" | "<=" | "<",
  than: number | undefined,
): Truth {
  if (typeof value !== "number" || than === undefined) return undefined;
  if (operator === ">=") return value >= than;
  if (operator === "<=") return value <= than;
  return operator === ">" ? value > than : value < than;
}

/** @param type of the field; a score has none, and is compared with its bands */
function isSame(value: number | string | boolean, other: ast.Value, type: FieldType | undefined): Truth {
  if (typeof value === "number") {
    const number = numberOf(other);
    return number === undefined ? undefined : value === number;
  }
  const word =
    type === undefined || !WORDS.has(type.type)
      ? other.kind === "NoLiteral"
        ? "no"
        : other.kind === "Path"
          ? writePath(other)
          : undefined
      : wordOf(other, type);
  if (word === undefined) return undefined;
  if (type?.type === "one_of" && !type.values.includes(word)) return undefined;
  if (typeof value !== "boolean") return value === word;
  return word === "yes" || word === "no" ? value === (word === "yes") : undefined;
}

/** Conditions evaluated over samples of their fields: yes, no, or not known when a test is of another kind. */
import type * as ast from "../../language/ast.ts";
import { asksForBlank, type TestNode, testsIn, valuesOf } from "../types/conditions.ts";
import { mayBeBlank, ownerOf } from "../types/expressions.ts";
import { typeOf } from "../types/field-types.ts";
import { type FieldRead, findField, type Reading, writePath } from "../types/fields.ts";

export interface Sample {
  readonly field: string;
  /** `null` is blank. */
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

/** Each sample of each field that the conditions read, with each of the others; none when there are too many. */
export function casesOf(conditions: readonly ast.Condition[], reading: Reading): readonly Sampled[] {
  const samples = fieldsIn(conditions, reading).map((name) => samplesOf(name, conditions, reading));
  const count = samples.reduce((product, { length }) => product * Math.max(1, length), 1);
  return count > MAX_CASES ? [] : samples.reduce(withEach, [new Map()]);
}

function withEach(cases: readonly Sampled[], samples: readonly Sample[]): readonly Sampled[] {
  if (samples.length === 0) return cases;
  return cases.flatMap((one) => samples.map((sample) => new Map([...one, [sample.field, sample]])));
}

function fieldsIn(conditions: readonly ast.Condition[], reading: Reading): readonly string[] {
  const reads = conditions.flatMap(testsIn).flatMap(({ subject }) => findField(subject, reading) ?? []);
  return [...new Set(reads.map(({ name }) => name))];
}

// ── Samples ───────────────────────────────────────────────────────────────────────────────────────────────

/** Values that tell the lines apart; none when a test of the field cannot be sampled. */
function samplesOf(field: string, lines: readonly ast.Condition[], reading: Reading): readonly Sample[] {
  const tests = lines.flatMap(testsIn).filter(({ subject }) => findField(subject, reading)?.name === field);
  const [first] = tests;
  const read = first === undefined ? undefined : findField(first.subject, reading);
  if (read === undefined) return [];
  const blank: readonly Sample[] = mayBeBlank(read.field, ownerOf(read))
    ? [{ field, value: null, words: `\`${field}\` is blank` }]
    : [];
  const samples = [...valueSamples(read, tests)];
  return samples.length === 0 ? [] : [...samples, ...blank];
}

function valueSamples({ field, name }: FieldRead, tests: readonly TestNode[]): readonly Sample[] {
  const type = typeOf(field);
  if (type?.type === "one_of") return type.values.map((value) => exactly(name, value, value));
  if (type?.type === "yes_no") return [exactly(name, true, "yes"), exactly(name, false, "no")];
  return numberSamples(
    name,
    tests.flatMap(({ test }) => valuesOf(test)),
  );
}

function exactly(field: string, value: number | string | boolean, words: string): Sample {
  return { field, value, words: `\`${field}\` is ${words}` };
}

/** Each threshold, and one value on either side of it. */
function numberSamples(field: string, values: readonly ast.Value[]): readonly Sample[] {
  const written = new Map(
    values.flatMap((value) => {
      const number = numberOf(value);
      return number === undefined ? [] : [[number, writeNumber(value, number)] as const];
    }),
  );
  const steps = [...written].sort(([a], [b]) => a - b);
  return steps.flatMap(([at, words], index) => {
    const next = steps[index + 1];
    const below: readonly Sample[] =
      index > 0 ? [] : [{ field, value: at - 1, words: `\`${field}\` is under ${words}` }];
    const above =
      next === undefined
        ? { field, value: at + 1, words: `\`${field}\` is over ${words}` }
        : { field, value: (at + next[0]) / 2, words: `\`${field}\` is over ${words} and under ${next[1]}` };
    return [...below, exactly(field, at, words), above];
  });
}

function numberOf(value: ast.Value): number | undefined {
  if (value.kind === "MoneyLiteral") return value.amount;
  return value.kind === "NumberLiteral" || value.kind === "PercentLiteral" ? value.value : undefined;
}

function writeNumber(value: ast.Value, number: number): string {
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
  const read = findField(node.subject, reading);
  const sample = read === undefined ? undefined : sampled.get(read.name);
  if (sample === undefined) return undefined;
  const word = asksForBlank(node.test);
  if (word !== undefined && node.test?.kind === "Is") {
    return ((word === "blank") === (sample.value === null)) !== node.test.not;
  }
  if (sample.value === null) return node.blankAs === "yes";
  return compare(sample.value, node.test);
}

function compare(value: number | string | boolean, test: ast.Test | undefined): Truth {
  switch (test?.kind) {
    case undefined:
      return value === true;
    case "Compare":
      return order(value, test.operator, numberOf(test.value));
    case "Is": {
      const same = isSame(value, test.value);
      return test.not ? not(same) : same;
    }
    case "In": {
      const within = anyOf(test.values.map((one) => isSame(value, one)));
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

function isSame(value: number | string | boolean, other: ast.Value): Truth {
  if (typeof value === "number") {
    const number = numberOf(other);
    return number === undefined ? undefined : value === number;
  }
  const word = other.kind === "NoLiteral" ? "no" : other.kind === "Path" ? writePath(other) : undefined;
  if (word === undefined) return undefined;
  return typeof value === "boolean" ? value === (word === "yes") : value === word;
}

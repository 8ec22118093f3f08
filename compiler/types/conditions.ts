/** Finds each condition with what its names mean, and checks every test in it by the type of its left side. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { assertNever } from "../invariant.ts";
import type { FieldType } from "../library.ts";
import { unknownName } from "../lookup.ts";
import { mayHaveMoreFields } from "../own-fields.ts";
import { scopeWithin } from "../related.ts";
import type { Rules, ScopedNode } from "../scopes.ts";
import { isKind, type Node } from "../walk.ts";
import { describeType, typeOf } from "./field-types.ts";
import { type FieldRead, findField, findLeft, type Reading, readingsWithin, writePath } from "./fields.ts";
import { checkPattern } from "./patterns.ts";
import { isConstant } from "./values.ts";

export type TestNode = Extract<ast.Condition, { readonly kind: "Test" }>;

/** A whole condition, not a part of another, with one reading for each kind of event that it may be about. */
export interface ConditionSite {
  readonly condition: ast.Condition;
  readonly readings: readonly Reading[];
  readonly around: readonly Node[];
}

const CONDITIONS: ReadonlySet<string> = new Set(["Or", "And", "Not", "Absence", "NoneRelated", "Test"]);

export function isCondition(node: Node): node is ast.Condition {
  return CONDITIONS.has(node.kind);
}

const JOINING: ReadonlySet<string> = new Set(["Or", "And", "Not"]);

/** What is asked of each whole condition that holds tests. */
export function inCondition<T>(asked: (site: ConditionSite) => readonly T[]): Rules<T> {
  const row = (condition: ast.Condition, { around, scope }: ScopedNode): readonly T[] => {
    const parent = around.at(-1);
    if (parent !== undefined && JOINING.has(parent.kind)) return [];
    const tested = isKind(parent, "Occurrence") || isKind(parent, "Absence") ? parent.event : undefined;
    const own = scopeWithin(scope, around);
    const readings = tested === undefined ? [{ scope: own }] : readingsWithin(own, tested);
    return asked({ condition, readings, around });
  };
  return { Or: row, And: row, Not: row, Test: row };
}

/** The single tests that a condition is made of; what stands in a `where` is a condition of its own. */
export function testsIn(condition: ast.Condition): readonly TestNode[] {
  switch (condition.kind) {
    case "Or":
    case "And":
      return condition.terms.flatMap(testsIn);
    case "Not":
      return testsIn(condition.term);
    case "Test":
      return [condition];
    case "Absence":
    case "NoneRelated":
      return [];
    default:
      return assertNever(condition);
  }
}

/** Whether a name in them stands for nothing: then what they leave out cannot be said. */
export function readsUnknown(conditions: readonly ast.Condition[], reading: Reading): boolean {
  return conditions
    .flatMap(testsIn)
    .some((test) => findLeft(test.subject, reading)?.names === "nothing" || asksForUnknown(test, reading));
}

/** A word that is neither a value of the list nor a field: `is blnk` may ask for the blank. */
function asksForUnknown({ subject, test }: TestNode, reading: Reading): boolean {
  const read = findField(subject, reading);
  const type = read === undefined ? undefined : typeOf(read.field);
  return (
    type !== undefined &&
    type.type !== "message" &&
    valuesOf(test).some(
      (value) => value.kind === "Path" && !isConstant(value, type) && findField(value, reading) === undefined,
    )
  );
}

export function checkTest(test: TestNode, reading: Reading): readonly Diagnostic[] {
  return [...checkLeft(test, reading), ...checkList(test, reading)];
}

function checkLeft(test: TestNode, reading: Reading): readonly Diagnostic[] {
  const left = findLeft(test.subject, reading);
  switch (left?.names) {
    case undefined:
      return [];
    case "audience":
      return [...checkOwner(test, "audience", left.audience, reading), ...checkAudienceTest(test)];
    case "nothing": {
      const name = { text: writePath(test.subject), span: test.subject.span };
      if (mayHaveMoreFields(reading.scope)) return [];
      return test.test?.kind === "HappenedSince"
        ? [unknownName("event", name, [...reading.scope.model.events.keys()])]
        : [unknownName("field", name, left.known)];
    }
    case "event":
      return test.test?.kind === "HappenedSince" ? [] : [eventAsField(test, left.name)];
    case "score":
      return [...checkOwner(test, "score", left.score, reading), ...checkScoreTest(test, left.score)];
    case "field":
      return checkFieldTest(test, left.read);
    default:
      return assertNever(left);
  }
}

function eventAsField({ subject }: TestNode, name: string): Diagnostic {
  const facts = {
    what: `\`${name}\``,
    found: "an event",
    expected: "a field or a score",
    instead: `What happens is awaited with \`on ${name}\`, and what has happened is asked with \`${name} has happened since …\`.`,
  };
  return report("wrong-type", facts, subject.span);
}

/** A list holds values that are written out, so that a reader sees all of it. */
function checkList({ subject, test }: TestNode, reading: Reading): readonly Diagnostic[] {
  const left = test?.kind === "In" ? findField(subject, reading) : undefined;
  const type = left === undefined ? undefined : typeOf(left.field);
  if (test?.kind !== "In" || type === undefined) return [];
  return test.values
    .filter(
      (value) => value.kind === "Path" && !isConstant(value, type) && findField(value, reading) !== undefined,
    )
    .map(({ span }) => report("wrong-type", { what: "this", found: "a field", expected: "a value" }, span));
}

/** Nothing here says which of the one subject belongs to which of the other. */
function checkOwner(
  { subject: path }: TestNode,
  what: "score" | "audience",
  { name, of }: { readonly name: ast.Name; readonly of: ast.Name },
  { scope: { model, subject } }: Reading,
): readonly Diagnostic[] {
  if (subject === undefined || of.text === subject.name.text || !model.subjects.has(of.text)) return [];
  const facts = { what, name: name.text, of: of.text, wanted: subject.name.text };
  return [report("belongs-to-another-subject", facts, path.span)];
}

// ── Audiences ─────────────────────────────────────────────────────────────────────────────────────────────

/** Somebody is in it or not: it is asked like a field of yes or no, and is never blank. */
function checkAudienceTest({ subject, test, blankAs, span }: TestNode): readonly Diagnostic[] {
  if (blankAs !== undefined) {
    const facts = { what: "`counting blank as`", why: "an audience says itself what a blank does" };
    return [report("without-effect", facts, span)];
  }
  if (test === undefined || yesOrNoOf(test) !== undefined) return [];
  const facts = { what: `\`${writePath(subject)}\``, found: "an audience", expected: "what can be asked so" };
  return [report("wrong-type", facts, test.span)];
}

/** What `is yes`, `is not no` or `turns no` asks for; `undefined`: the test is of another kind. */
export function yesOrNoOf(test: ast.Test): boolean | undefined {
  if (test.kind !== "Is" && test.kind !== "Turns") return undefined;
  const { value } = test;
  const word = value.kind === "NoLiteral" ? "no" : value.kind === "Path" ? writePath(value) : "";
  if (word !== "yes" && word !== "no") return undefined;
  return (word === "yes") !== (test.kind === "Is" && test.not);
}

// ── Scores ────────────────────────────────────────────────────────────────────────────────────────────────

function checkScoreTest(node: TestNode, score: ast.ScoreDeclaration): readonly Diagnostic[] {
  const bands = score.bands.map(({ name }) => name.text);
  const values = valuesOf(node.test);
  if (node.test?.kind === "Moved")
    return values.filter(({ kind }) => kind !== "NumberLiteral").map((value) => notByPoints(value, score));
  const byBand = node.test?.kind === "Is" || node.test?.kind === "In" || node.test?.kind === "Turns";
  if (!byBand) return [scoreByNumber(node, score.name.text)];
  return values.flatMap((value) => {
    if (value.kind !== "Path") return [scoreByNumber(node, score.name.text)];
    const name = { text: writePath(value), span: value.span };
    return bands.includes(name.text) ? [] : [unknownName("band", name, bands)];
  });
}

function notByPoints({ span }: ast.Value, { name }: ast.ScoreDeclaration): Diagnostic {
  const expected = `the points or the percentage that \`${name.text}\` moves by`;
  return report("wrong-type", { what: "this", found: "something else", expected }, span);
}

function scoreByNumber({ span }: TestNode, score: string): Diagnostic {
  const facts = { what: `\`${score}\``, found: "a score", expected: "a question for one of its bands" };
  return report("wrong-type", facts, span);
}

// ── Fields ────────────────────────────────────────────────────────────────────────────────────────────────

const ORDERED: ReadonlySet<FieldType["type"]> = new Set([
  "number",
  "money",
  "percent",
  "date",
  "time",
  "duration",
]);
const WRITTEN: ReadonlySet<FieldType["type"]> = new Set(["text", "email", "url"]);

function checkFieldTest({ subject, test }: TestNode, read: FieldRead): readonly Diagnostic[] {
  const type = typeOf(read.field);
  if (type === undefined) return [];
  switch (test?.kind) {
    case undefined:
      return type.type === "yes_no" ? [] : [unfit(subject, read, type, "yes or no")];
    case "Compare":
      return ORDERED.has(type.type) ? [] : [unfit(subject, read, type, "something that has an order")];
    case "TextTest":
      return [
        ...(WRITTEN.has(type.type) ? [] : [unfit(subject, read, type, "a text")]),
        ...checkPattern(test),
      ];
    case "HappenedSince":
      return [unfit(subject, read, type, "an event")];
    case "Moved":
      return checkMoved(subject, test, read, type);
    default:
      return [];
  }
}

const MOVING: ReadonlySet<FieldType["type"]> = new Set(["number", "money", "percent", "duration"]);

/** By a percentage of what it was, or by something of its own type. An event happens once, and has no day before. */
function checkMoved(
  subject: ast.Path,
  test: Extract<ast.Test, { kind: "Moved" }>,
  read: FieldRead,
  type: FieldType,
): readonly Diagnostic[] {
  if (read.of.kind === "EventDeclaration") {
    const facts = {
      what: `\`${read.name}\``,
      found: "a field of an event",
      expected: "a field of the subject",
    };
    return [report("wrong-type", facts, subject.span)];
  }
  if (!MOVING.has(type.type)) return [unfit(subject, read, type, "something that moves")];
  if (test.by.kind !== "Path") return [];
  return [report("wrong-type", { what: "this", found: "a field", expected: "a value" }, test.by.span)];
}

function unfit(
  { span }: ast.Path,
  { name, field }: FieldRead,
  type: FieldType,
  expected: string,
): Diagnostic {
  const related = [{ span: field.span, label: "declared here" }];
  return report("wrong-type", { what: `\`${name}\``, found: describeType(type), expected }, span, {
    related,
  });
}

/** Whether a field of this type can be asked this. */
export function suits(test: ast.Test | undefined, read: FieldRead | undefined): boolean {
  const type = read === undefined ? undefined : typeOf(read.field);
  if (type === undefined) return true;
  if (test?.kind === "Moved") return MOVING.has(type.type);
  return test?.kind !== "Compare" || ORDERED.has(type.type);
}

/** The right sides of a test; `blank` and `known` are no values. */
export function valuesOf(test: ast.Test | undefined): readonly ast.Value[] {
  switch (test?.kind) {
    case "Compare":
    case "Is":
    case "Turns":
      return asksForBlank(test) ? [] : [test.value];
    case "Moved":
      return test.by.kind === "PercentLiteral" ? [] : [test.by];
    case "In":
      return test.values;
    default:
      return [];
  }
}

export function asksForBlank(test: ast.Test | undefined): "blank" | "known" | undefined {
  if (test?.kind !== "Is" && test?.kind !== "Turns") return undefined;
  const word = test.value.kind === "Path" ? writePath(test.value) : "";
  return word === "blank" || word === "known" ? word : undefined;
}

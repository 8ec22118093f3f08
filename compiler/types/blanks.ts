/**
 * A test of a field that may be blank must say what a blank does. It says so itself (`counting blank as no`), or
 * what stands around it does: `is known` beside it, `is blank` as another way, an arm before it, or `otherwise`.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic, Fix } from "../../language/diagnostics/diagnostic.ts";
import { insertAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isDamaged } from "../doubt.ts";
import { assertNever } from "../invariant.ts";
import type { Node } from "../walk.ts";
import { whole } from "../whole.ts";
import { asksForBlank, type ConditionSite, readsUnknown, type TestNode, valuesOf } from "./conditions.ts";
import { mayBeBlank, ownerOf } from "./expressions.ts";
import { type FieldRead, findField, type Reading } from "./fields.ts";

interface Settled {
  /** Fields of which a blank makes no difference here. */
  readonly fields: ReadonlySet<string>;
  /** A test that answers no falls through to `otherwise`. */
  readonly otherwise: boolean;
  /** It is the condition of an arm of a choice, which may have another for the blank. */
  readonly in?: "choose";
}

export function checkBlanks({ condition, readings, around }: ConditionSite): readonly Diagnostic[] {
  return readings
    .filter((reading) => !readsUnknown([condition], reading))
    .flatMap((reading) => unsettled(condition, settledAround(condition, around, reading), reading));
}

function unsettled(condition: ast.Condition, settled: Settled, reading: Reading): readonly Diagnostic[] {
  switch (condition.kind) {
    case "And":
      return termsWith(condition.terms, settled, fieldsAsked(condition.terms, "known", reading), reading);
    case "Or":
      return termsWith(condition.terms, settled, fieldsAsked(condition.terms, "blank", reading), reading);
    case "Not":
      // Under a `not` the silent no of a blank would become a yes.
      return unsettled(condition.term, { ...settled, otherwise: false }, reading);
    case "Test":
      return checkTestForBlank(condition, settled, reading);
    case "Absence":
    case "NoneRelated":
      return [];
    default:
      return assertNever(condition);
  }
}

function termsWith(
  terms: readonly ast.Condition[],
  settled: Settled,
  asked: readonly string[],
  reading: Reading,
): readonly Diagnostic[] {
  const inside = { ...settled, fields: new Set([...settled.fields, ...asked]) };
  return terms.flatMap((term) => unsettled(term, inside, reading));
}

function checkTestForBlank(node: TestNode, settled: Settled, reading: Reading): readonly Diagnostic[] {
  if (asksForBlank(node.test) !== undefined) return [];
  const left = findField(node.subject, reading);
  const leftSays = node.blankAs !== undefined || settled.otherwise;
  const right = valuesOf(node.test).flatMap((value) => {
    const read = value.kind === "Path" && !isWordFor(left, value) ? findField(value, reading) : undefined;
    return read === undefined ? [] : [{ read, side: "right" as const, span: value.span, fixes: [] }];
  });
  const reads =
    left === undefined || leftSays
      ? right
      : [{ read: left, side: "left" as const, span: node.subject.span, fixes: blankSaid(node) }, ...right];
  return reads
    .filter(({ read }) => mayBeBlank(read.field, ownerOf(read)) && !settled.fields.has(read.id))
    .map(({ read, side, span, fixes }) =>
      report("blank-unhandled", { field: read.name, side, ...(settled.in && { in: settled.in }) }, span, {
        fixes,
      }),
    );
}

/** `counting blank as` speaks of the left side only. */
function blankSaid({ span }: TestNode): readonly Fix[] {
  return ["no", "yes"].map((answer) => insertAt(span, ` counting blank as ${answer}`));
}

/** A value of a closed list may bear the name of a field. */
function isWordFor(left: FieldRead | undefined, { names: [name] }: ast.Path): boolean {
  const type = left?.field.type;
  return type?.kind === "OneOfType" && type.values.some(({ text }) => text === name?.text);
}

/** Fields that one of the terms asks to be known, or blank. */
export function fieldsAsked(
  terms: readonly ast.Condition[],
  what: "known" | "blank",
  reading: Reading,
): readonly string[] {
  return terms.flatMap((term) => {
    if (term.kind !== "Test" || askedOf(term) !== what) return [];
    const read = findField(term.subject, reading);
    return read === undefined ? [] : [read.id];
  });
}

/** `is not blank` asks whether it is known. */
function askedOf({ test }: TestNode): "known" | "blank" | undefined {
  const word = asksForBlank(test);
  if (word === undefined || test?.kind !== "Is" || !test.not) return word;
  return word === "blank" ? "known" : "blank";
}

// ── What stands around the whole condition ────────────────────────────────────────────────────────────────

function settledAround(condition: ast.Condition, around: readonly Node[], reading: Reading): Settled {
  const known = new Set(knownAround(condition, around, reading));
  const parent = around.at(-1);
  if (parent?.kind !== "ChooseStep") return { fields: known, otherwise: false };
  // Of the ways that are lost one may be for a blank.
  const whens = parent.arms.flatMap(({ when }) => when ?? []);
  if (isDamaged(reading.scope.model.doubt, parent) || readsUnknown(whens, reading))
    return { fields: known, otherwise: true };
  const at = parent.arms.findIndex(({ when }) => when === condition);
  return {
    fields: new Set([...known, ...askedBefore(parent, at, reading)]),
    otherwise: parent.arms.some(({ when }) => when === undefined),
    in: "choose",
  };
}

/**
 * The fields that what stands around a node has asked for: the condition that it stands behind, an arm before it that is
 * for the blank, what an answer or a request needs, and what an action gives back once it is done.
 */
export function knownAround(inner: Node, around: readonly Node[], reading: Reading): readonly string[] {
  return around.flatMap((node, index) => {
    const below = around[index + 1] ?? inner;
    switch (node.kind) {
      case "IfStep":
        if (below === node.condition) return [];
        return below === node.then
          ? askedIn(node.condition, "known", reading)
          : askedIn(node.condition, "blank", reading);
      case "ChooseStep": {
        const at = node.arms.findIndex(({ body }) => body === below);
        const own = node.arms[at]?.when;
        return [
          ...(own === undefined ? [] : askedIn(own, "known", reading)),
          ...askedBefore(node, at, reading),
        ];
      }
      case "WaitStep":
        return node.what.kind === "WaitCondition" && isLabelled(below, "got")
          ? askedIn(node.what.state.condition, "known", reading)
          : [];
      case "CallStep":
        return isLabelled(below, "done") ? givenBack(node, reading) : [];
      case "WhenHandler":
        return below === node.reaction ? askedIn(node.state.condition, "known", reading) : [];
      case "Result":
      case "RequestHandler":
        return idsOf(node.needs, reading);
      case "Handover":
        return below.kind === "Result" ? idsOf(node.decline?.needs ?? [], reading) : [];
      default:
        return [];
    }
  });
}

/** Of `and` any term, and of `or`, for what follows where it does not hold, any term as well. */
function askedIn(condition: ast.Condition, what: "known" | "blank", reading: Reading): readonly string[] {
  const joined = what === "known" ? "And" : "Or";
  return fieldsAsked(condition.kind === joined ? condition.terms : [condition], what, reading);
}

function askedBefore({ arms }: ast.ChooseStep, at: number, reading: Reading): readonly string[] {
  return arms
    .slice(0, Math.max(at, 0))
    .flatMap(({ when }) => (when === undefined ? [] : askedIn(when, "blank", reading)));
}

const isLabelled = (node: Node, label: string): boolean =>
  node.kind === "Result" && node.labels.some(({ text }) => text === label);

function givenBack({ action }: ast.CallStep, reading: Reading): readonly string[] {
  const out = whole(reading.scope.model.actions.get(action.text), reading.scope.model)?.out ?? [];
  return idsOf(
    out.filter(({ optional }) => !optional).map(({ name }) => name),
    reading,
  );
}

function idsOf(names: readonly ast.Name[], { scope: { subject } }: Reading): readonly string[] {
  return subject === undefined ? [] : names.map(({ text }) => `${subject.name.text}.${text}`);
}

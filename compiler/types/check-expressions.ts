/** Each expression: its names, what is combined with what, and whether what comes of it fits where it goes. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { FieldType } from "../library.ts";
import { unknownName } from "../lookup.ts";
import type { Rules, ScopedNode } from "../scopes.ts";
import { isKind } from "../walk.ts";
import { knownAround } from "./blanks.ts";
import {
  type Arithmetic,
  combine,
  fieldIn,
  fits,
  hasDefault,
  mayBeBlank,
  mayHaveNoResult,
  type Owner,
  QUANTITIES,
  type Quantity,
  quantityOf,
  quantityOfLeaf,
} from "./expressions.ts";
import { describeType, typeOf } from "./field-types.ts";
import { writeDuration } from "./literals.ts";
import { areAlike, isConstant } from "./values.ts";

/** What is worked out, and the field that it goes to. */
interface ExpressionSite {
  readonly value: ast.Expression;
  readonly target: ast.Field;
  readonly owner: Owner;
}

export const EXPRESSIONS: Rules<Diagnostic> = {
  SetStep: (_, found) => checkExpression(found),
  Field: (_, found) => checkExpression(found),
};

function checkExpression(found: ScopedNode): readonly Diagnostic[] {
  const site = expressionSiteOf(found);
  if (site === undefined) return [];
  const { value, target, owner } = site;
  const type = typeOf(target);
  if (type === undefined) return [];
  if (isConstant(value, type)) return checkBlank(found, site);
  const wrong = [...checkNames(value, type, owner), ...checkCombinations(value, owner)];
  if (wrong.length > 0) return wrong;
  return [...checkResult(site, type), ...checkBlank(found, site)];
}

export function expressionSiteOf({ node, around, scope }: ScopedNode): ExpressionSite | undefined {
  if (node.kind === "SetStep") {
    const owner = scope.subject;
    const target = owner === undefined ? undefined : fieldIn(node.field, owner);
    return owner === undefined || target === undefined ? undefined : { value: node.value, target, owner };
  }
  const owner = around.at(-1);
  if (node.kind !== "Field" || node.value === undefined) return undefined;
  const isOwned = isKind(owner, "SubjectDeclaration") || isKind(owner, "EventDeclaration");
  return isOwned ? { value: node.value, target: node, owner } : undefined;
}

// ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────

/** A word alone may be meant as a value of a closed list, which is told where values are. */
function checkNames(value: ast.Expression, type: FieldType, owner: Owner): readonly Diagnostic[] {
  if (value.kind === "Path" && type.type === "one_of" && fieldIn(value, owner) === undefined) return [];
  return leavesOf(value).flatMap((leaf) => {
    if (leaf.kind !== "Path" || fieldIn(leaf, owner) !== undefined) return [];
    const name = { text: leaf.names.map(({ text }) => text).join("."), span: leaf.span };
    const known = owner.fields.map((field) => field.name.text);
    return [unknownName("field", name, known)];
  });
}

function leavesOf(value: ast.Expression): readonly Exclude<ast.Expression, Arithmetic>[] {
  return value.kind === "Arithmetic" ? [...leavesOf(value.left), ...leavesOf(value.right)] : [value];
}

// ── Combinations ──────────────────────────────────────────────────────────────────────────────────────────

function checkCombinations(value: ast.Expression, owner: Owner): readonly Diagnostic[] {
  if (value.kind !== "Arithmetic") return [];
  const inside = [...checkCombinations(value.left, owner), ...checkCombinations(value.right, owner)];
  const leaves = [value.left, value.right].flatMap((part) => checkLeaf(part, owner));
  if (inside.length + leaves.length > 0) return [...inside, ...leaves];
  const left = quantityOf(value.left, owner);
  const right = quantityOf(value.right, owner);
  if (left === undefined || right === undefined) return [];
  if (combine(left, value.operator, right) === undefined) return [cannotCombine(value, left, right)];
  return [value.left, value.right].flatMap((part) => checkLength(part, left === "date" || right === "date"));
}

function checkLeaf(part: ast.Expression, owner: Owner): readonly Diagnostic[] {
  if (part.kind === "Arithmetic" || quantityOfLeaf(part, owner) !== undefined) return [];
  const field = part.kind === "Path" ? fieldIn(part, owner) : undefined;
  const type = field === undefined ? undefined : typeOf(field);
  // A name that stands for nothing, and a type that does not exist, are told as that.
  if (part.kind === "Path" && type === undefined) return [];
  const what = field === undefined ? "this" : `\`${field.name.text}\``;
  const found = type === undefined ? "no quantity" : describeType(type);
  const expected = "something to reckon with (a number, money, a percentage, a date or a length of time)";
  return [report("wrong-type", { what, found, expected }, part.span)];
}

function cannotCombine({ operator, span }: Arithmetic, left: Quantity, right: Quantity): Diagnostic {
  const facts = { left: QUANTITIES[left], operator, right: QUANTITIES[right] };
  return report("cannot-combine", facts, span);
}

/** A date has no hours, and neither it nor a length that is a value has anybody's open hours to count in. */
function checkLength(part: ast.Expression, isAddedToDate: boolean): readonly Diagnostic[] {
  if (part.kind !== "Duration") return [];
  const why = part.parts.map((one) => whyNot(one, isAddedToDate)).find((reason) => reason !== null) ?? null;
  return why === null ? [] : [report("odd-duration", { duration: writeDuration(part), why }, part.span)];
}

function whyNot({ counting, unit }: ast.Duration["parts"][number], isAddedToDate: boolean): string | null {
  if (counting === "business") return "nobody's hours are meant";
  if (isAddedToDate) return unit === "hour" || unit === "minute" ? "a date has no hours" : null;
  const isExact = counting === undefined && unit !== "month" && unit !== "quarter" && unit !== "year";
  return isExact ? null : "here a length is exact, in minutes, hours, days or weeks";
}

// ── Results ───────────────────────────────────────────────────────────────────────────────────────────────

function checkResult({ value, target, owner }: ExpressionSite, type: FieldType): readonly Diagnostic[] {
  const related = [{ span: target.span, label: `\`${target.name.text}\` is ${describeType(type)}` }];
  const expected = describeType(type);
  if (value.kind === "Path") {
    const field = fieldIn(value, owner);
    const other = field === undefined ? undefined : typeOf(field);
    if (field === undefined || other === undefined || areAlike(type, other)) return [];
    const facts = { what: `\`${field.name.text}\``, found: describeType(other), expected };
    return [report("wrong-type", facts, value.span, { related })];
  }
  const quantity = quantityOf(value, owner);
  if (quantity === undefined || fits(quantity, type)) return [];
  const facts = {
    what: `what \`${target.name.text}\` is worked out as`,
    found: QUANTITIES[quantity],
    expected,
  };
  return [report("wrong-type", facts, value.span, { related })];
}

/** A computed field is itself blank then, and is asked about where it is read; a field that is set may not be. */
function checkBlank(
  { node, around, scope }: ScopedNode,
  { value, target, owner }: ExpressionSite,
): readonly Diagnostic[] {
  if (node.kind !== "SetStep" || mayBeBlank(target, owner) || hasDefault(target)) return [];
  if (!mayHaveNoResult(value, withKnown(owner, knownAround(node, around, { scope })))) return [];
  return [report("blank-set", { field: target.name.text }, value.span)];
}

/** The same fields where some have been asked for. */
function withKnown(owner: Owner, known: readonly string[]): Owner {
  const fields = owner.fields.map((field) => {
    if (!known.includes(`${owner.name.text}.${field.name.text}`)) return field;
    const { value: _, ...given } = field;
    return { ...given, optional: false };
  });
  return { ...owner, fields };
}

/**
 * What is worked out from fields (docs/language.md, "Computed fields"): which quantities may be added, subtracted,
 * multiplied and divided, what comes of it, and when that may be blank.
 */
import type * as ast from "../../language/ast.ts";
import type { FieldType } from "../library.ts";
import { findAll } from "../walk.ts";
import { typeOf } from "./field-types.ts";
import type { FieldOwner } from "./fields.ts";
import { isConstant } from "./values.ts";

/** Whose fields an expression may name: its own subject's, or its own event's. */
export interface Owner {
  readonly name: ast.Name;
  readonly fields: readonly ast.Field[];
}

export type Arithmetic = Extract<ast.Expression, { readonly kind: "Arithmetic" }>;

/** A `ratio` is a quotient of like things: a number or a percentage, as is wanted. */
export type Quantity = "number" | "ratio" | "percent" | "money" | "date" | "duration";

export const QUANTITIES: Readonly<Record<Quantity, string>> = {
  number: "a number",
  ratio: "a ratio",
  percent: "a percentage",
  money: "an amount of money",
  date: "a date",
  duration: "a length of time",
};

/** Whether a field is worked out from others, and not given; its type decides what a word in it means. */
export function isComputed(field: ast.Field): boolean {
  const type = typeOf(field);
  if (field.value === undefined || type === undefined || isConstant(field.value, type)) return false;
  // In a file with syntax errors a name may have been left out.
  return !findAll(field.value, "Path").some(({ names }) => names.some(({ text }) => text === ""));
}

/** Either may be qualified by its owner's name. */
export function fieldIn({ names }: ast.Path, owner: Owner): ast.Field | undefined {
  const [first, second, ...more] = names.map(({ text }) => text);
  if (first === undefined || more.length > 0 || (second !== undefined && first !== owner.name.text))
    return undefined;
  return owner.fields.find(({ name }) => name.text === (second ?? first));
}

/** The fields that an expression names. */
export function fieldsNamed(value: ast.Expression, owner: Owner): readonly ast.Field[] {
  return [...new Set(findAll(value, "Path").flatMap((path) => fieldIn(path, owner) ?? []))];
}

/** The fields, of those beside it, that a computed field is worked out from. */
export function partsOf(field: ast.Field, owner: Owner): readonly ast.Field[] {
  return field.value === undefined || !isComputed(field) ? [] : fieldsNamed(field.value, owner);
}

/** Of an action's fields none is worked out. */
export const ownerOf = ({ of }: { readonly of: FieldOwner }): Owner =>
  of.kind === "ActionDeclaration" ? { name: of.name, fields: of.in } : of;

// ── Quantities ────────────────────────────────────────────────────────────────────────────────────────────

type Combination = `${Quantity} ${Arithmetic["operator"]} ${Quantity}`;

const COMBINATIONS: { readonly [C in Combination]?: Quantity } = {
  "number + number": "number",
  "number - number": "number",
  "number + ratio": "ratio",
  "number - ratio": "ratio",
  "ratio + number": "ratio",
  "ratio - number": "ratio",
  "ratio + ratio": "ratio",
  "ratio - ratio": "ratio",
  "percent + percent": "percent",
  "percent - percent": "percent",
  "percent + ratio": "percent",
  "percent - ratio": "percent",
  "ratio + percent": "percent",
  "ratio - percent": "percent",
  "money + money": "money",
  "money - money": "money",
  "duration + duration": "duration",
  "duration - duration": "duration",
  "date + duration": "date",
  "duration + date": "date",
  "date - duration": "date",
  "date - date": "duration",

  "number * number": "number",
  "number * ratio": "number",
  "ratio * number": "number",
  "ratio * ratio": "ratio",
  // A share of a number, or a multiple of a share.
  "number * percent": "ratio",
  "percent * number": "ratio",
  "ratio * percent": "ratio",
  "percent * ratio": "ratio",
  "percent * percent": "ratio",
  "number * money": "money",
  "money * number": "money",
  "ratio * money": "money",
  "money * ratio": "money",
  "percent * money": "money",
  "money * percent": "money",
  "number * duration": "duration",
  "duration * number": "duration",
  "ratio * duration": "duration",
  "duration * ratio": "duration",
  "percent * duration": "duration",
  "duration * percent": "duration",

  "number / number": "ratio",
  "number / ratio": "number",
  "number / percent": "number",
  "ratio / number": "ratio",
  "ratio / ratio": "ratio",
  "ratio / percent": "ratio",
  "percent / number": "ratio",
  "percent / ratio": "ratio",
  "percent / percent": "ratio",
  "money / money": "ratio",
  "money / number": "money",
  "money / ratio": "money",
  "money / percent": "money",
  "duration / duration": "ratio",
  "duration / number": "duration",
  "duration / ratio": "duration",
  "duration / percent": "duration",
};

/** `undefined`: the two cannot be combined so. */
export function combine(
  left: Quantity,
  operator: Arithmetic["operator"],
  right: Quantity,
): Quantity | undefined {
  return COMBINATIONS[`${left} ${operator} ${right}`];
}

/** Whether what comes of an expression can be the value of a field of this type. */
export function fits(quantity: Quantity, { type }: FieldType): boolean {
  return quantity === type || (quantity === "ratio" && (type === "number" || type === "percent"));
}

/** What a single value in an expression is; `undefined`: nothing that can be reckoned with, or unknown. */
export function quantityOfLeaf(
  leaf: Exclude<ast.Expression, Arithmetic>,
  owner: Owner,
): Quantity | undefined {
  switch (leaf.kind) {
    case "NumberLiteral":
      return "number";
    case "PercentLiteral":
      return "percent";
    case "MoneyLiteral":
      return "money";
    case "Duration":
      return "duration";
    case "InstantLiteral":
      return leaf.time === undefined ? "date" : undefined;
    case "Path": {
      const field = fieldIn(leaf, owner);
      const type = field === undefined ? undefined : typeOf(field)?.type;
      return type !== undefined && isQuantity(type) ? type : undefined;
    }
    default:
      return undefined;
  }
}

function isQuantity(type: FieldType["type"]): type is FieldType["type"] & Quantity {
  return Object.hasOwn(QUANTITIES, type);
}

/** What an expression comes to; `undefined` where it does not hold together, which is reported at its place. */
export function quantityOf(value: ast.Expression, owner: Owner): Quantity | undefined {
  if (value.kind !== "Arithmetic") return quantityOfLeaf(value, owner);
  const left = quantityOf(value.left, owner);
  const right = quantityOf(value.right, owner);
  return left === undefined || right === undefined ? undefined : combine(left, value.operator, right);
}

// ── Blanks ────────────────────────────────────────────────────────────────────────────────────────────────

/** A field without a default that is not always given, or one that is worked out and may have no result. */
export function mayBeBlank(field: ast.Field, owner: Owner, within: readonly ast.Field[] = []): boolean {
  if (field.value === undefined || !isComputed(field)) return field.optional && !hasDefault(field);
  // A circle is reported as such.
  return !within.includes(field) && mayHaveNoResult(field.value, owner, [...within, field]);
}

/** The word `blank` as a default is none. */
export const hasDefault = ({ value }: ast.Field): boolean =>
  value !== undefined && !(value.kind === "Path" && isBlankWord(value));

/** Blank where a part is blank, where a divisor may be zero, and where two currencies may meet. */
export function mayHaveNoResult(
  value: ast.Expression,
  owner: Owner,
  within: readonly ast.Field[] = [],
): boolean {
  if (value.kind === "Path") {
    const field = fieldIn(value, owner);
    return field === undefined ? isBlankWord(value) : mayBeBlank(field, owner, within);
  }
  if (value.kind !== "Arithmetic") return false;
  const { operator, left, right } = value;
  return (
    (operator === "/" && !isNeverZero(right)) ||
    (operator !== "*" && mayMixCurrencies(left, right, owner)) ||
    [left, right].some((part) => mayHaveNoResult(part, owner, within))
  );
}

/** The word `blank` alone. */
export const isBlankWord = ({ names: [name, ...more] }: ast.Path): boolean =>
  name?.text === "blank" && more.length === 0;

function isNeverZero(value: ast.Expression): boolean {
  switch (value.kind) {
    case "NumberLiteral":
    case "PercentLiteral":
      return value.value !== 0;
    case "MoneyLiteral":
      return value.amount !== 0;
    case "Duration":
      return true;
    default:
      return false;
  }
}

/** Amounts of which no text says the currency may each come in another. */
function mayMixCurrencies(left: ast.Expression, right: ast.Expression, owner: Owner): boolean {
  const areMoney = quantityOf(left, owner) === "money" && quantityOf(right, owner) === "money";
  return areMoney && ![left, right].some((part) => moneyIn(part, owner).some(saysCurrency));
}

/** The literals and fields of money in an expression, those of computed fields included. */
export function moneyIn(
  value: ast.Expression,
  owner: Owner,
  within: readonly ast.Field[] = [],
): readonly (ast.MoneyLiteral | ast.Field)[] {
  switch (value.kind) {
    case "MoneyLiteral":
      return [value];
    case "Arithmetic":
      return [...moneyIn(value.left, owner, within), ...moneyIn(value.right, owner, within)];
    case "Path": {
      const field = fieldIn(value, owner);
      if (field === undefined || typeOf(field)?.type !== "money" || within.includes(field)) return [];
      const parts =
        field.value !== undefined && isComputed(field) ? moneyIn(field.value, owner, [...within, field]) : [];
      return [field, ...parts];
    }
    default:
      return [];
  }
}

const saysCurrency = (money: ast.MoneyLiteral | ast.Field): boolean =>
  money.kind === "MoneyLiteral" || money.value?.kind === "MoneyLiteral";

/** What is worked out becomes a tree of operands, with every scale in it: 20% of an amount is a fifth of it. */
import type * as ast from "../../language/ast.ts";
import { invariant } from "../invariant.ts";
import type { FieldType } from "../library.ts";
import type { Operand } from "../plan.ts";
import { type Arithmetic, fieldIn, type Owner, type Quantity, quantityOf } from "../types/expressions.ts";
import { constantOf, lowerFieldType } from "./values.ts";

/** Of a subject's field or of an event's; a computed field of an event is worked out from that event alone. */
export type OperandOf = Extract<Operand, { readonly field: string }>["of"];

/** @param type of the field that it goes to */
export function lowerExpression(
  value: ast.Expression,
  type: FieldType,
  owner: Owner,
  of: OperandOf,
): Operand {
  if (value.kind !== "Arithmetic") return lowerLeaf(value, type, owner, of);
  const operand = lowerArithmetic(value, owner, of);
  const isShare = type.type === "percent" && quantityOf(value, owner) === "ratio";
  return isShare ? scaled(operand, "*") : operand;
}

function lowerLeaf(
  leaf: Exclude<ast.Expression, Arithmetic>,
  type: FieldType,
  owner: Owner,
  of: OperandOf,
): Operand {
  const constant = constantOf(leaf, type);
  if (constant !== undefined) return { of: "value", value: constant };
  const field = leaf.kind === "Path" ? fieldIn(leaf, owner) : undefined;
  invariant(field !== undefined, "an expression names what is no field");
  return { of, field: field.name.text };
}

function lowerArithmetic(value: ast.Expression, owner: Owner, of: OperandOf): Operand {
  if (value.kind !== "Arithmetic") return lowerLeaf(value, typeOfLeaf(value, owner), owner, of);
  const { operator } = value;
  const quantities = [quantityOf(value.left, owner), quantityOf(value.right, owner)] as const;
  const [left, right] = [value.left, value.right].map((part) => lowerArithmetic(part, owner, of));
  invariant(left !== undefined && right !== undefined, "both sides are there");
  const [ofLeft, ofRight] = quantities;
  return {
    of: "computed",
    operator,
    left: inScale(left, ofLeft, operator, ofRight),
    right: inScale(right, ofRight, operator, ofLeft),
  };
}

/** A word means what it means by itself: no closed list is reckoned with. */
function typeOfLeaf(leaf: ast.Expression, owner: Owner): FieldType {
  const field = leaf.kind === "Path" ? fieldIn(leaf, owner) : undefined;
  return field === undefined ? { type: "text" } : lowerFieldType(field.type);
}

/**
 * A percentage of 20 is 20: among percentages it stays so, and a ratio beside it is brought to it. Times or divided by
 * something else it is the ratio 0.2.
 */
function inScale(
  operand: Operand,
  own: Quantity | undefined,
  operator: Arithmetic["operator"],
  other: Quantity | undefined,
): Operand {
  if (operator === "+" || operator === "-")
    return own === "ratio" && other === "percent" ? scaled(operand, "*") : operand;
  const isPlainQuotient = operator === "/" && other === "percent";
  return own === "percent" && !isPlainQuotient ? scaled(operand, "/") : operand;
}

const scaled = (left: Operand, operator: "*" | "/"): Operand => ({
  of: "computed",
  operator,
  left,
  right: { of: "value", value: 100 },
});

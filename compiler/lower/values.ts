import type * as ast from "../../language/ast.ts";
import { assertNever, invariant } from "../invariant.ts";
import type { FieldType } from "../library.ts";
import { KNOWN_TYPES, WRITTEN_TYPES } from "../named-types.ts";
import type { Value } from "../plan.ts";
import { isComputed } from "../types/expressions.ts";
import { lowerDuration } from "./durations.ts";

export function lowerFieldType(type: ast.FieldType): FieldType {
  if (type.kind === "OneOfType") return { type: "one_of", values: type.values.map((value) => value.text) };
  const named = [...WRITTEN_TYPES, ...KNOWN_TYPES].find((name) => name === type.name.text);
  invariant(named !== undefined, `type ${type.name.text} is not known`);
  return { type: named };
}

/** The default of a field, or `null`; a computed field has none. */
export function defaultOf(field: ast.Field): Value {
  if (field.value === undefined || isComputed(field)) return null;
  return constantOf(field.value, lowerFieldType(field.type)) ?? null;
}

/**
 * The value of a literal as the type it meets understands it: the word `no` is a value of some closed lists, and
 * false elsewhere. `undefined` when the expression reads a field or computes.
 */
export function constantOf(value: ast.Expression, type: FieldType): Value | undefined {
  switch (value.kind) {
    case "Text":
    case "TimeLiteral":
    case "CodeLiteral":
      return value.text;
    case "NumberLiteral":
    case "PercentLiteral":
      return value.value;
    case "MoneyLiteral":
      return { amount: value.amount, currency: value.currency };
    case "InstantLiteral":
      return value.time === undefined ? value.date.text : `${value.date.text} ${value.time.text}`;
    case "NoLiteral":
      return type.type === "one_of" ? "no" : false;
    case "Duration":
      return lowerDuration(value);
    case "Path":
      return constantName(value, type);
    case "Arithmetic":
      return undefined;
    default:
      return assertNever(value);
  }
}

function constantName(path: ast.Path, type: FieldType): Value | undefined {
  const [name, ...more] = path.names.map((part) => part.text);
  if (name === undefined || more.length > 0) return undefined;
  if (type.type === "one_of" && type.values.includes(name)) return name;
  if (type.type === "message") return name;
  if (type.type === "yes_no" && name === "yes") return true;
  return name === "blank" ? null : undefined;
}

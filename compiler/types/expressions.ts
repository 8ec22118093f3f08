/** Fields that are worked out from others. */
import type * as ast from "../../language/ast.ts";
import { findAll } from "../walk.ts";
import { typeOf } from "./field-types.ts";
import { writePath } from "./fields.ts";
import { isConstant } from "./values.ts";

/** Whether a field is worked out from others, and not given; its type decides what a word in it means. */
export function isComputed(field: ast.Field): boolean {
  const type = typeOf(field);
  return field.value !== undefined && type !== undefined && !isConstant(field.value, type);
}

/** The fields, of those beside it, that a computed field is worked out from. */
export function partsOf(field: ast.Field, beside: readonly ast.Field[]): readonly ast.Field[] {
  if (!isComputed(field)) return [];
  const names = new Set(findAll(field.value, "Path").map(writePath));
  return beside.filter(({ name }) => names.has(name.text));
}

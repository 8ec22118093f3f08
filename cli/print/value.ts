import type { Value } from "../../compiler/plan.ts";

/** A value as the language writes it. */
export function showValue(value: Value): string {
  if (value === null) return "blank";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") return `${value.amount} ${value.currency}`;
  return String(value);
}

import type { Value } from "../../compiler/plan.ts";
import { durationWords } from "../../runtime/policy/words.ts";

/** A value as the language writes it. */
export function showValue(value: Value): string {
  if (value === null) return "blank";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object")
    return "amount" in value ? `${value.amount} ${value.currency}` : durationWords(value);
  return String(value);
}

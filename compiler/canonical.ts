import { createHash } from "node:crypto";
import serialize from "canonicalize";
import { invariant } from "./invariant.ts";
import type { Plan } from "./plan.ts";

/** RFC 8785: keys sorted, numbers and strings in one spelling. The order of keys says nothing, that of lists does. */
export function canonicalJson(value: object): string {
  const text = serialize(value);
  invariant(text !== undefined, "a value that JSON cannot hold");
  return text;
}

/** SHA-256 of the canonical JSON in UTF-8, 64 lower-case hexadecimal digits. */
export function hashJson(value: object): string {
  return createHash("sha256").update(canonicalJson(value), "utf8").digest("hex");
}

/** Identity of a plan. */
export const hashPlan = (plan: Plan): string => hashJson(plan);

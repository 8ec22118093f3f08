/**
 * What an instance is about (docs/language.md, "Identity" and "Key"): with `per KEY` it belongs to the key, and not to
 * the subject that brought it first. Pure, so that intake and the simulator agree.
 */
import type { Fields, Plan, Value } from "../../compiler/plan.ts";

/** The key of an entry: as the event says it, else as the subject has it. `null`: it is blank, or there is none. */
export function keyOfEntry(plan: Plan, said: Fields, subject: Fields): Value {
  if (plan.per === undefined) return null;
  return said[plan.per] ?? subject[plan.per] ?? null;
}

/** As the store keeps it, and compares it. */
export const keyText = (key: Value): string | null => (key === null ? null : String(key).trim());

/** Whether an event is for this instance: one that carries another key is not, one without a key is for all. */
export function isFor(plan: Pick<Plan, "per">, key: string | null, said: Fields): boolean {
  const carried = plan.per === undefined ? null : (said[plan.per] ?? null);
  return carried === null || keyText(carried) === key;
}

/** The instance's own fields at its start. */
export const ownAtStart = (plan: Plan, key: Value): Fields =>
  plan.per === undefined ? {} : { [plan.per]: key };

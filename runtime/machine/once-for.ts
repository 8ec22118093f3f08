/** What follows from a plan alone is worked out once for each plan: a step must not cost what the whole plan is long. */
import type { Plan } from "../../compiler/plan.ts";

/** The same answer for the same plan, which never changes. */
export function onceFor<T>(workOut: (plan: Plan) => T): (plan: Plan) => T {
  const known = new WeakMap<Plan, T>();
  return (plan) => {
    const found = known.get(plan);
    if (found !== undefined) return found;
    const result = workOut(plan);
    known.set(plan, result);
    return result;
  };
}

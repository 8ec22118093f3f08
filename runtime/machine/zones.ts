/** What is known of the zones that a plan's moments `in their own zone` are worked out from. */
import type { Plan } from "../../compiler/plan.ts";
import type { Zones } from "./moments.ts";
import type { State } from "./state.ts";

/** Absent as long as the world has not answered: moments in their own zone are not known until then. */
export function zonesOf(plan: Plan, { fields, zone }: Pick<State, "fields" | "zone">): Zones | undefined {
  if (plan.zones === undefined) return undefined;
  const { field, others } = plan.zones;
  const name = fields[field] ?? null;
  if (name === null) return { own: null, others };
  return zone?.name === name && zone.ref === null ? { own: zone.offsets, others } : undefined;
}

/** As if it were not known: for what must have an end at once, and is worked out again when the world has answered. */
export const zonesMeanwhile = ({ zones }: Plan): Zones | undefined =>
  zones === undefined ? undefined : { own: null, others: zones.others };

/** What moments of a plan are worked out from outside of a run: by intake, the ledger and the simulator. */
import { invariant } from "../../compiler/invariant.ts";
import type { Calendar, Fields, Instant, Plan } from "../../compiler/plan.ts";
import type { MomentView, Zones } from "../machine/moments.ts";
import { hostOffsets } from "./zone-offset.ts";

/** Local times are those of whoever owns the stage; outside of a run the host's zones are known. */
export function momentViewFor(plan: Plan, stage: string, fields: Fields, now: Instant): MomentView {
  const zones = plan.zones === undefined ? undefined : zonesAt(plan.zones, fields, now);
  return { calendar: calendarOf(plan, stage), fields, ...(zones && { zones }) };
}

function zonesAt({ field, others }: NonNullable<Plan["zones"]>, fields: Fields, now: Instant): Zones {
  const name = fields[field] ?? null;
  return { own: typeof name === "string" ? hostOffsets(name, now) : null, others };
}

function calendarOf(plan: Plan, stage: string): Calendar {
  const owner = plan.stages[stage]?.owner ?? plan.owner;
  const calendar = plan.calendars[plan.roles[owner]?.calendar ?? ""];
  invariant(calendar !== undefined, `${plan.journey} has no calendar for stage ${stage}`);
  return calendar;
}

/** Up to when a store knows of what happened. */
import type { Instant } from "../../compiler/plan.ts";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/open-store.ts";

/** Real. The journal has a row of nearly everything; a reconciliation that was cut off goes by what it began with. */
export async function lastWritten({
  db,
  clock,
}: {
  readonly db: Db;
  readonly clock: Clock;
}): Promise<number> {
  const before = await lastReconciled(db);
  if (before?.outcome === "begun" && typeof before.about.since === "number") return before.about.since;
  const last = await db
    .selectFrom("journal")
    .select("at")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? 0 : realOf(clock, last.at);
}

export const lastReconciled = (db: Db) =>
  db
    .selectFrom("audit")
    .select(["outcome", "about"])
    .where("did", "=", "reconcile")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();

const realOf = ({ startedAt, origin, scale }: Clock, at: Instant): number =>
  startedAt + (at - origin) / scale;

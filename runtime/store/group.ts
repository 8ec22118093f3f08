/** Instances of one exclusive group: which is under way, and which have given way (docs/language.md, rule 13). */
import type { Rival } from "../ingest/group.ts";
import type { Db } from "./open-store.ts";
import type { InstanceRow } from "./schema.ts";

export type RivalRow = Rival & Pick<InstanceRow, "subject" | "workflow_id">;

/** Those of the group that have not ended; the caller holds the subject. */
export async function readRivals(tx: Db, subject: string, group: string): Promise<readonly RivalRow[]> {
  const rows = await tx
    .selectFrom("instance")
    .select([
      "id",
      "subject",
      "journey",
      "workflow_id",
      "priority",
      "gives_way",
      "gives_way_to",
      "entered_at",
    ])
    .where("subject", "=", subject)
    .where("exclusive_group", "=", group)
    .where("ended_at", "is", null)
    .orderBy("entered_at")
    .orderBy("id")
    .execute();
  return rows.map(({ gives_way, gives_way_to, entered_at, priority, ...row }) => ({
    ...row,
    priority: priority ?? 0,
    givesWay: gives_way ?? "pauses",
    givesWayTo: gives_way_to,
    enteredAt: entered_at,
  }));
}

/** `to`: the journey that they give way to; `null`: it goes on. */
export async function setGivesWay(tx: Db, ids: readonly string[], to: string | null): Promise<void> {
  if (ids.length === 0) return;
  await tx.updateTable("instance").set({ gives_way_to: to }).where("id", "in", ids).execute();
}

/**
 * Why an instance stands still, as the store has it: the run may not have heard of it yet. `null`: it does not.
 */
export async function whyItStands(tx: Db, id: string): Promise<string | null> {
  const row = await tx
    .selectFrom("instance")
    .select(["gives_way_to", "paused_by", "ended_at"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.paused_by !== null) return "the journey is paused by hand";
  // What follows an exit gives way to nothing.
  return row.gives_way_to === null || row.ended_at !== null
    ? null
    : `the journey gives way to ${row.gives_way_to}`;
}

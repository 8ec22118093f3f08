/** Taking everything of a subject out of the store, and what stays in its place. */
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../compiler/plan.ts";
import type { Db } from "./open-store.ts";
import type { InstanceRow, SubjectRow } from "./schema.ts";

/** Everybody who is one with somebody. */
export interface MergedSubjects {
  readonly subjects: readonly SubjectRow[];
  /** How many of them were found to be another. */
  readonly merged: number;
}

/** Whoever has the key or the id, and all that were merged with them, in the order of their ids. */
export async function findMerged(db: Db, key: string, normal: string): Promise<MergedSubjects> {
  const { rows } = await sql<{ readonly id: string }>`
    with recursive one as (
      select id, merged_into from baton.subject where key = ${normal} or id = ${key}
      union
      select subject.id, subject.merged_into from baton.subject
        join one on subject.id = one.merged_into or subject.merged_into = one.id
    ) select distinct id from one order by id`.execute(db);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return { subjects: [], merged: 0 };
  const subjects = await db.selectFrom("subject").selectAll().where("id", "in", ids).orderBy("id").execute();
  return { subjects, merged: subjects.filter(({ merged_into }) => merged_into !== null).length };
}

/** Holds them until the transaction ends; answers those that are still there. */
export async function holdAll(tx: Db, ids: readonly string[]): Promise<readonly SubjectRow[]> {
  if (ids.length === 0) return [];
  return tx.selectFrom("subject").selectAll().where("id", "in", ids).orderBy("id").forUpdate().execute();
}

export async function runsOf(
  db: Db,
  ids: readonly string[],
): Promise<readonly Pick<InstanceRow, "id" | "journey" | "state" | "workflow_id">[]> {
  return db
    .selectFrom("instance")
    .select(["id", "journey", "state", "workflow_id"])
    .where("subject", "in", ids)
    .orderBy("id")
    .execute();
}

/** Whether a relay may have taken something of theirs that it has not handed on yet. */
export async function isBeingHandedOn(tx: Db, ids: readonly string[], now: Instant): Promise<boolean> {
  const row = await tx
    .selectFrom("outbox")
    .select("id")
    .where("subject", "in", ids)
    .where("status", "!=", "sent")
    .where("next_at", ">", now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** All rows of theirs. The caller holds them, so that nobody writes another. */
export async function removeAll(tx: Db, ids: readonly string[]): Promise<void> {
  const instances = (await runsOf(tx, ids)).map(({ id }) => id);
  await forgetInJournal(tx, ids, instances);
  await tx.deleteFrom("outbox").where("subject", "in", ids).execute();
  await tx.deleteFrom("entry_watch").where("subject", "in", ids).execute();
  await tx.deleteFrom("score_state").where("subject", "in", ids).execute();
  await tx.deleteFrom("event").where("subject", "in", ids).execute();
  await tx
    .updateTable("letter")
    .set({ merged_into: null })
    .where("merged_into", "in", (letters) =>
      letters.selectFrom("letter").select("key").where("subject", "in", ids),
    )
    .execute();
  await tx.deleteFrom("letter").where("subject", "in", ids).execute();
  await tx.deleteFrom("member").where("subject", "in", ids).execute();
  if (instances.length > 0) {
    await tx.deleteFrom("member").where("instance", "in", instances).execute();
    await tx.deleteFrom("work").where("instance", "in", instances).execute();
    await tx.deleteFrom("batch").where("instance", "in", instances).execute();
    await tx.deleteFrom("instance").where("id", "in", instances).execute();
  }
  await tx.deleteFrom("work").where("subject", "in", ids).execute();
  await tx.deleteFrom("subject").where("id", "in", ids).execute();
}

/**
 * What was done, when, by whom and under which version stays (promise P8); whom it was about and every word goes. The
 * entries of one instance stay together under a name that leads nowhere.
 */
async function forgetInJournal(tx: Db, ids: readonly string[], instances: readonly string[]): Promise<void> {
  const wordless = { subject: null, to: null, result: null, why: null };
  for (const instance of instances)
    await tx
      .updateTable("journal")
      .set({ ...wordless, instance: nowhere() })
      .where("instance", "=", instance)
      .execute();
  // What journeys of others sent them, and what was written down of no journey.
  await tx
    .updateTable("journal")
    .set({ ...wordless, instance: nowhere() })
    .where((is) => is.or([is("subject", "in", ids), is("to", "in", ids)]))
    .execute();
}

const nowhere = (): string => `forgotten/${randomUUID()}`;

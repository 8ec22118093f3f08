/** Rows of `instance`: where each journey stands, as its workflow last said. */
import { sql } from "kysely";
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { Place } from "../machine/protocol.ts";
import { toJson } from "./json.ts";
import type { Db } from "./open-store.ts";
import type { InstanceRow } from "./schema.ts";

export type InstanceIdentity = Pick<
  InstanceRow,
  "id" | "subject" | "journey" | "version" | "workflow_id" | "entered_at"
>;

/** The row is there since the journey was begun; one that was begun past the store gets it with its first batch. */
export async function ensureInstance(tx: Db, identity: InstanceIdentity): Promise<void> {
  await tx
    .insertInto("instance")
    .values(identity)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function openInstancesOf(db: Db, subject: string): Promise<readonly InstanceRow[]> {
  return db
    .selectFrom("instance")
    .selectAll()
    .where("subject", "=", subject)
    .where("state", "!=", "ended")
    .orderBy("entered_at")
    .orderBy("id")
    .execute();
}

/** How many instances of a journey go on with a subject; what follows an exit does not, nor what stands still. */
export async function countUnderWay(db: Db, subject: string, journey: string): Promise<number> {
  const { count } = await db
    .selectFrom("instance")
    .select((column) => column.fn.countAll<number>().as("count"))
    .where("subject", "=", subject)
    .where("journey", "=", journey)
    .where("ended_at", "is", null)
    .where("gives_way_to", "is", null)
    .where("paused_by", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Adds to the fields of the instance itself. */
export async function keepFields(tx: Db, id: string, fields: Fields): Promise<void> {
  await tx
    .updateTable("instance")
    .set({ own: sql<string>`own || ${toJson(fields)}::jsonb` })
    .where("id", "=", id)
    .execute();
}

/** What an instance knows by itself; of one that the store does not have, nothing. */
export async function ownFieldsOf(db: Db, id: string): Promise<Fields> {
  const row = await db.selectFrom("instance").select("own").where("id", "=", id).executeTakeFirst();
  return row?.own ?? {};
}

/** What is the instance's own is about its subject, and says nothing of others whom it writes to. */
export async function ownFieldsFor(
  db: Db,
  { instance, subject }: { readonly instance: string; readonly subject: string },
): Promise<Fields> {
  const row = await db
    .selectFrom("instance")
    .select("own")
    .where("id", "=", instance)
    .where("subject", "=", subject)
    .executeTakeFirst();
  return row?.own ?? {};
}

export async function placeInstance(tx: Db, id: string, place: Place): Promise<void> {
  await tx
    .updateTable("instance")
    .set({
      stage: place.stage,
      holder_role: place.holder.role,
      holder_person: place.holder.person,
      holder_as: place.holder.as ?? null,
      awaits: place.awaits,
      until: place.until,
    })
    .where("id", "=", id)
    .where("state", "!=", "ended")
    .execute();
}

export async function markInstance(tx: Db, id: string, state: "open" | "stuck"): Promise<void> {
  await tx
    .updateTable("instance")
    .set({ state })
    .where("id", "=", id)
    .where("state", "!=", "ended")
    .execute();
}

/** What an instance awaits whose run was taken back: nothing more of it is recorded. */
export const RESET_RUN = "its run in Temporal, which was reset to before what is recorded";

/** Stuck until a person has seen to what it awaits; `false`: it stands so already, or has ended. */
export async function stopInstance(tx: Db, id: string, awaits: string): Promise<boolean> {
  const stopped = await tx
    .updateTable("instance")
    .set({ state: "stuck", awaits })
    .where("id", "=", id)
    .where("state", "!=", "ended")
    .where("awaits", "is distinct from", awaits)
    .returning("id")
    .executeTakeFirst();
  return stopped !== undefined;
}

export interface End {
  readonly exit: string;
  readonly outcome: "success" | "failure" | "neutral";
  readonly at: Instant;
  /** What follows the exit begins: the journey has ended, and its run is still to be told what happens. */
  readonly goesOn?: true;
}

/** The journey ended when its exit was taken, whenever what follows that is over. */
export async function endInstance(tx: Db, id: string, { exit, outcome, at, goesOn }: End): Promise<void> {
  const where = { stage: null, awaits: null, until: null };
  await tx
    .updateTable("instance")
    .set({ ...where, ...(goesOn ? {} : { state: "ended" }), exit, outcome })
    .set((column) => ({ ended_at: column.fn.coalesce("ended_at", column.val(at)) }))
    .where("id", "=", id)
    .execute();
}

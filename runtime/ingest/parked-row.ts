/**
 * A row of the outbox that cannot be handed on: it stays, with its reason, and somebody is shown it. The later rows of
 * its subject stay behind it, since a journey that is told things out of order goes wrong in silence. It is tried
 * again now and then, and whenever whoever has mended what was wrong says so.
 */
import type { Instant } from "../../compiler/plan.ts";
import { hasUnknownLetter } from "../store/letters.ts";
import type { Db } from "../store/open-store.ts";
import type { OutboxRow } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import { hasUnheldWork } from "../store/work.ts";
import type { Installation } from "./installation.ts";

/** What an instance awaits of which nothing runs any more. */
export const LOST_RUN = "its run in Temporal, which is gone";
const AWAITS = "a fact that could not be handed on";

/** `nextAt`: when it is tried again. Written down once, however often it fails. */
export async function parkRow(
  { db, now }: Installation,
  row: OutboxRow,
  parked: { readonly reason: string; readonly nextAt: Instant },
): Promise<void> {
  const at = now();
  await transact(db, async (tx) => {
    await tx
      .updateTable("outbox")
      .set({ status: "parked", attempts: row.attempts + 1, error: parked.reason, next_at: parked.nextAt })
      .where("id", "=", row.id)
      .where("status", "!=", "sent")
      .execute();
    if (row.status !== "parked") await writeParked(tx, row, parked.reason, at);
  });
}

async function writeParked(tx: Db, row: OutboxRow, reason: string, at: Instant): Promise<void> {
  const instance = await tx
    .updateTable("instance")
    // What the journey waits for is not overwritten: it will wait for that again.
    .set((row) => ({ state: "stuck", awaits: row.fn.coalesce("awaits", row.val(AWAITS)) }))
    .where("id", "=", row.instance)
    .where("state", "!=", "ended")
    .returning(["journey", "version", "stage"])
    .executeTakeFirst();
  await tx
    .insertInto("journal")
    .values({
      at,
      instance: row.instance,
      subject: row.subject,
      journey: instance?.journey ?? null,
      version: instance?.version ?? null,
      stage: instance?.stage ?? null,
      what: "stuck",
      name: nameOf(row),
      why: `parked after ${row.attempts + 1} tries: ${reason}`,
    })
    .execute();
}

/** A parked row has been handed on after all: the instance goes on, unless something else holds it up. */
export async function unparkRow({ db, now }: Installation, row: OutboxRow): Promise<void> {
  await transact(db, async (tx) => {
    const sent = { status: "sent" as const, sent_at: now(), error: null };
    await tx.updateTable("outbox").set(sent).where("id", "=", row.id).execute();
    if (await isHeldUp(tx, row.instance)) return;
    await tx
      .updateTable("instance")
      .set((row) => ({ state: "open", awaits: row.fn("nullif", ["awaits", row.val(AWAITS)]) }))
      .where("id", "=", row.instance)
      .where("state", "=", "stuck")
      .execute();
  });
}

/** Whether a person must look at the instance: a request is with nobody, a letter's fate unknown, a row parked. */
export const isHeldUp = async (tx: Db, instance: string): Promise<boolean> =>
  (await hasUnheldWork(tx, instance)) ||
  (await hasUnknownLetter(tx, instance)) ||
  (await hasParkedRow(tx, instance));

async function hasParkedRow(tx: Db, instance: string): Promise<boolean> {
  const row = await tx
    .selectFrom("outbox")
    .select("id")
    .where("instance", "=", instance)
    .where("status", "=", "parked")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Makes every parked row due; answers how many were not. Rows that are due by `heldUntil` are left as they are: a relay
 * may have them under way. Trying one twice at once does no harm.
 */
export async function retryParked(
  { db, now }: Pick<Installation, "db" | "now">,
  heldUntil: Instant = now(),
): Promise<number> {
  const retried = await db
    .updateTable("outbox")
    .set({ next_at: now() })
    .where("status", "=", "parked")
    .where("next_at", ">", heldUntil)
    .executeTakeFirst();
  return Number(retried.numUpdatedRows);
}

function nameOf({ payload }: OutboxRow): string {
  if (payload.kind === "start") return payload.workflowType;
  return payload.fact.is === "event" ? payload.fact.event.kind : payload.fact.is;
}

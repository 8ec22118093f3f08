/** A row of the outbox that cannot be handed on: it stays, with its reason, and somebody is shown it. */
import type { OutboxRow } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import type { Installation } from "./installation.ts";

export async function parkRow({ db, now }: Installation, row: OutboxRow, reason: string): Promise<void> {
  const at = now();
  await transact(db, async (tx) => {
    await tx
      .updateTable("outbox")
      .set({ status: "parked", attempts: row.attempts + 1, error: reason })
      .where("id", "=", row.id)
      .execute();
    const instance = await tx
      .updateTable("instance")
      .set({ state: "stuck", awaits: "a fact that could not be handed on" })
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
  });
}

function nameOf({ payload }: OutboxRow): string {
  if (payload.kind === "start") return payload.workflowType;
  return payload.fact.is === "event" ? payload.fact.event.kind : payload.fact.is;
}

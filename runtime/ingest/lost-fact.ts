/**
 * Facts for an instance that no longer runs. The journey ended while they were on their way; an event may lead into
 * it again, and everything else is written down and dropped.
 */
import { viewOfFields } from "../machine/conditions.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceRow, OutboxRow } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import type { Fact } from "../workflows/contract.ts";
import { endInStore } from "./end-in-store.ts";
import type { Installation } from "./installation.ts";
import { writeOutbox } from "./outbox.ts";
import { LOST_RUN } from "./parked-row.ts";
import { readBands } from "./scores.ts";
import { holdSubject } from "./subject.ts";
import { enterJourney } from "./tell-journeys.ts";

/** For a fact that found nothing running. */
export async function dropFact(installation: Installation, row: OutboxRow): Promise<void> {
  const { payload } = row;
  if (payload.kind !== "signal") return;
  await transact(installation.db, async (tx) => {
    const now = installation.now();
    await tx.updateTable("outbox").set({ status: "sent", sent_at: now }).where("id", "=", row.id).execute();
    await passOnFacts(tx, installation, row.instance, [payload.fact]);
  });
}

/** Also for those that an instance had been given and, as it had ended, did not take in. */
export async function passOnFacts(
  tx: Db,
  installation: Installation,
  id: string,
  facts: readonly Fact[],
): Promise<void> {
  if (facts.length === 0) return;
  const instance = await tx.selectFrom("instance").selectAll().where("id", "=", id).executeTakeFirst();
  if (instance === undefined) return;
  for (const fact of facts) {
    const isEvent = fact.is === "event" && instance.state === "ended";
    if (isEvent && (await enterAgain(tx, installation, instance, fact))) continue;
    await writeDropped(tx, installation, instance, fact);
  }
}

/** Whether the event opened another instance of the journey. */
async function enterAgain(
  tx: Db,
  installation: Installation,
  ended: InstanceRow,
  { event: passed }: Fact & { is: "event" },
): Promise<boolean> {
  const now = installation.now();
  const indexed = installation.plans.currentOf(ended.journey, ended.subject);
  const held = await holdSubject(tx, ended.subject);
  const known = await tx.selectFrom("event").selectAll().where("id", "=", passed.id).executeTakeFirst();
  if (indexed === undefined || held === undefined || known === undefined) return false;
  const event = { ...passed, fields: { ...passed.fields, ...known.fields } };
  const bands = await readBands(tx, held.id);
  const view = { ...viewOfFields(now, held.fields), bands };
  const learned = { fields: held.fields, fieldsAt: held.fields_at, changed: {}, account: held.account };
  const instances = await tx.selectFrom("instance").selectAll().where("subject", "=", held.id).execute();
  const change = { held, learned, scored: { bands, crossed: {} }, said: known.fields, event, view, now };
  const rows = await enterJourney(tx, installation, indexed, change, instances);
  await writeOutbox(tx, rows, now);
  return rows.length > 0;
}

/** An instance that the store has as open, and that runs nowhere, is for a person to look at. */
async function writeDropped(
  tx: Db,
  installation: Installation,
  instance: InstanceRow,
  fact: Fact,
): Promise<void> {
  const now = installation.now();
  const isLost = instance.state !== "ended";
  if (isLost) {
    if (fact.is === "stop")
      return await endInStore(tx, installation, { row: instance, who: fact.by, why: fact.why, at: now });
    await tx
      .updateTable("instance")
      .set({ state: "stuck", awaits: LOST_RUN })
      .where("id", "=", instance.id)
      .execute();
  }
  await tx
    .insertInto("journal")
    .values({
      at: now,
      instance: instance.id,
      subject: instance.subject,
      journey: instance.journey,
      version: instance.version,
      stage: instance.stage,
      what: isLost ? "stuck" : "ignored",
      name: fact.is === "event" ? fact.event.kind : fact.is,
      why: isLost ? "its run in Temporal is gone" : `the journey has ended: ${instance.exit ?? "no exit"}`,
    })
    .execute();
}

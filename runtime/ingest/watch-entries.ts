/**
 * Entries that no event leads to, in the store: `enter at` a moment and `enter when` a condition holds. Each subject is
 * looked at when what is known of it changes, and by a sweep when a moment comes; what came of it is written down in
 * the same transaction, so that a restart neither loses an entry nor repeats one, and a date that moves moves it.
 */
import type { Instant } from "../../compiler/plan.ts";
import type { Db } from "../store/open-store.ts";
import type { Bands } from "../store/scores.ts";
import { type DatedEntry, datedEntries, type EntryLook, lookAtEntry, UNWATCHED } from "./due-entry.ts";
import { beginJourney, lockKeys, nextNumber, openInstance, readEarlier } from "./entry.ts";
import type { Installation } from "./installation.ts";
import { keyOfEntry } from "./instance-key.ts";
import { isHeldOut, mayEnter } from "./may-enter.ts";
import type { Outgoing } from "./outbox.ts";
import type { IndexedPlan } from "./plan-index.ts";
import type { HeldSubject } from "./subject.ts";
import { writeHeldOut } from "./tell-journeys.ts";
import { writeNotEntered } from "./write-not-entered.ts";

/** A subject as it is now, held. */
export interface Watched {
  readonly id: string;
  readonly kind: string;
  readonly fields: HeldSubject["fields"];
  readonly fieldsAt: HeldSubject["fields_at"];
  readonly bands: Bands;
}

/** Looks at every such entry for the subject; answers the rows that start what it has entered. */
export async function watchEntries(
  tx: Db,
  { plans }: Pick<Installation, "plans">,
  subject: Watched,
  now: Instant,
): Promise<readonly Outgoing[]> {
  const rows: Outgoing[] = [];
  for (const { plan } of plans.currentFor(subject.id)) {
    if (plan.subject !== subject.kind) continue;
    for (const [index, entry] of datedEntries(plan)) {
      const look = await lookAndWrite(tx, plan, index, entry, subject, now);
      if (look.enters !== null)
        rows.push(...(await enter(tx, { plans }, plan, entry, subject, look.enters, now)));
    }
  }
  return rows;
}

type Plan = IndexedPlan["plan"];

async function lookAndWrite(
  tx: Db,
  plan: Plan,
  index: number,
  entry: DatedEntry,
  subject: Watched,
  now: Instant,
): Promise<EntryLook> {
  const { journey, version } = plan;
  const row = await tx
    .selectFrom("entry_watch")
    .selectAll()
    .where("subject", "=", subject.id)
    .where("journey", "=", journey)
    .where("entry", "=", index)
    .executeTakeFirst();
  const look = lookAtEntry(plan, entry, row ?? UNWATCHED, subject, now);
  const columns = { version, due: look.due, done: look.watch.done, holds: look.watch.holds };
  const isSame =
    row !== undefined &&
    (["version", "due", "done", "holds"] as const).every((name) => row[name] === columns[name]);
  if (!isSame)
    await tx
      .insertInto("entry_watch")
      .values({ subject: subject.id, journey, entry: index, ...columns })
      .onConflict((conflict) => conflict.columns(["subject", "journey", "entry"]).doUpdateSet(columns))
      .execute();
  return look;
}

async function enter(
  tx: Db,
  installation: Pick<Installation, "plans">,
  plan: Plan,
  { stage }: DatedEntry,
  subject: Watched,
  why: string,
  now: Instant,
): Promise<readonly Outgoing[]> {
  const { id, fields, fieldsAt, bands } = subject;
  if (isHeldOut(plan, id)) {
    await writeHeldOut(tx, plan, id, now);
    return [];
  }
  const key = keyOfEntry(plan, {}, fields);
  if (plan.per !== undefined && key === null) {
    await writeNotEntered(tx, plan, id, plan.journey, `${plan.per} is not known`, now);
    if (plan.asksForKey !== undefined)
      await beginJourney(tx, installation, { subject: id, journey: plan.asksForKey, now });
    return [];
  }
  await lockKeys(tx, [plan], key);
  const may = mayEnter(plan, await readEarlier(tx, plan, id, key), now);
  if (may.may) {
    const number = await nextNumber(tx, id, plan.journey);
    const beginning = {
      plan,
      subject: id,
      number,
      stage,
      key,
      fields,
      fieldsAt,
      bands,
      event: null,
      why,
      now,
    };
    const opened = await openInstance(tx, beginning);
    if ("rows" in opened) return opened.rows;
    await writeNotEntered(tx, plan, id, plan.journey, opened.refused, now);
    return [];
  }
  // Who joins is in the journey already; everything else that did not happen is written down.
  if (!may.joins) await writeNotEntered(tx, plan, id, plan.journey, may.why, now);
  return [];
}

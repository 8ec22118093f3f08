/**
 * Entries that no event leads to, in the store: `enter at` a moment and `enter when` a condition holds. Each subject is
 * looked at when what is known of it changes, and by a sweep when a moment comes; what came of it is written down in
 * the same transaction, so that a restart neither loses an entry nor repeats one, and a date that moves moves it.
 */
import type { Instant } from "../../compiler/plan.ts";
import type { Db } from "../store/open-store.ts";
import type { Bands } from "../store/scores.ts";
import { sqlStateOf, transact } from "../store/transact.ts";
import { type DatedEntry, datedEntries, type EntryLook, lookAtEntry, UNWATCHED } from "./due-entry.ts";
import { beginJourney, lockKeys, nextNumber, openInstance, readEarlier } from "./entry.ts";
import type { Installation } from "./installation.ts";
import { keyOfEntry } from "./instance-key.ts";
import { isHeldOut, mayEnter } from "./may-enter.ts";
import { type Outgoing, writeOutbox } from "./outbox.ts";
import type { IndexedPlan } from "./plan-index.ts";
import { readBands } from "./scores.ts";
import { type HeldSubject, holdSubject } from "./subject.ts";
import { writeHeldOut } from "./tell-journeys.ts";

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
  for (const { plan } of plans.current) {
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
    await writeRefused(tx, plan, id, `${plan.per} is not known`, now);
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
    await writeRefused(tx, plan, id, opened.refused, now);
    return [];
  }
  // Who joins is in the journey already; everything else that did not happen is written down.
  if (!may.joins) await writeRefused(tx, plan, id, may.why, now);
  return [];
}

async function writeRefused(
  tx: Db,
  { journey, version }: Plan,
  subject: string,
  why: string,
  now: Instant,
): Promise<void> {
  await tx
    .insertInto("journal")
    .values({
      at: now,
      subject,
      journey,
      version,
      what: "ignored",
      name: journey,
      why: `not entered: ${why}`,
    })
    .execute();
}

// ── The sweep ─────────────────────────────────────────────────────────────────────────────────────────────

/** Subjects in one sweep; the rest is due in the next. */
const MOST = 200;
/** After which a subject that could not be looked at is tried again. */
const PUT_OFF = 3_600_000;

/**
 * Enters those whose moment has come, and begins to watch those whom a new release asks for. Each call is one sweep,
 * and answers how many subjects it looked at. Safe to run in several processes.
 */
export function openEntrySweep(installation: Installation): () => Promise<number> {
  // Whoever is new is looked at by their first event: once all are watched, no later sweep need search for them.
  let isWatchingAll = false;
  return async () => {
    const due = await findDue(installation);
    const unwatched = isWatchingAll ? [] : await findUnwatched(installation);
    isWatchingAll ||= unwatched.length === 0;
    for (const id of [...due, ...unwatched]) await lookOrPutOff(installation, id);
    return due.length + unwatched.length;
  };
}

async function findDue({ db, now }: Installation): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("entry_watch")
    .select("subject")
    .where("due", "<=", now())
    .groupBy("subject")
    .orderBy((row) => row.fn.min("due"))
    .limit(MOST)
    .execute();
  return rows.map(({ subject }) => subject);
}

/** Subjects that nobody has looked at since the current version of some journey was released. */
async function findUnwatched({ db, plans }: Installation): Promise<readonly string[]> {
  for (const { plan } of plans.current) {
    for (const [index] of datedEntries(plan)) {
      const rows = await db
        .selectFrom("subject")
        .leftJoin("entry_watch as watch", (join) =>
          join
            .onRef("watch.subject", "=", "subject.id")
            .on("watch.journey", "=", plan.journey)
            .on("watch.entry", "=", index),
        )
        .select("subject.id")
        .where("subject.kind", "=", plan.subject)
        .where(({ or, eb }) => or([eb("watch.version", "is", null), eb("watch.version", "<", plan.version)]))
        .limit(MOST)
        .execute();
      if (rows.length > 0) return rows.map(({ id }) => id);
    }
  }
  return [];
}

async function lookOrPutOff(installation: Installation, subject: string): Promise<void> {
  const { db } = installation;
  try {
    await transact(db, (tx) => look(tx, installation, subject));
  } catch (error) {
    // What the store refuses ends this sweep; what is wrong with one subject keeps nobody else waiting.
    if (sqlStateOf(error) !== null) throw error;
    await transact(db, (tx) => putOff(tx, installation, subject, error));
  }
}

async function look(tx: Db, installation: Installation, id: string): Promise<void> {
  const held = await holdSubject(tx, id);
  if (held === undefined) return;
  const at = installation.now();
  const bands = await readBands(tx, id);
  const { kind, fields, fields_at: fieldsAt } = held;
  await writeOutbox(tx, await watchEntries(tx, installation, { id, kind, fields, fieldsAt, bands }, at), at);
  await forgetUnknown(tx, id, at);
}

/** What is due still is of an entry that no plan has any more. */
async function forgetUnknown(tx: Db, subject: string, at: Instant): Promise<void> {
  await tx
    .updateTable("entry_watch")
    .set({ due: null })
    .where("subject", "=", subject)
    .where("due", "<=", at)
    .execute();
}

/** Until then it is neither due nor unwatched. */
async function putOff(tx: Db, { plans, now }: Installation, subject: string, error: unknown): Promise<void> {
  const at = now();
  const due = at + PUT_OFF;
  for (const { plan } of plans.current) {
    const { journey, version } = plan;
    for (const [entry] of datedEntries(plan))
      await tx
        .insertInto("entry_watch")
        .values({ subject, journey, entry, version, due, done: null })
        .onConflict((conflict) =>
          conflict.columns(["subject", "journey", "entry"]).doUpdateSet({ version, due }),
        )
        .execute();
  }
  // An error's own words may quote what is in the row.
  const why = `its entries could not be looked at: ${error instanceof Error ? error.name : "an unknown error"}`;
  await tx.insertInto("journal").values({ at, subject, what: "stuck", name: "entry", why }).execute();
}

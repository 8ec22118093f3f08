/**
 * Scheduled data care (docs/language.md, 4.6): merges who is one, sets flags, and begins the journeys that ask for what
 * is missing. When a job runs next stands in the store, so it survives restarts; whoever holds its row runs it, one
 * subject a transaction, and a job that was cut off goes on behind the last one.
 */
import type { Hygiene } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import { holds, type View, viewOfFields } from "../machine/conditions.ts";
import type { Db } from "../store/open-store.ts";
import { transact } from "../store/transact.ts";
import { changeFields } from "./change-fields.ts";
import { beginJourney } from "./entry.ts";
import type { Installation } from "./installation.ts";
import { mergeTwins } from "./merge-twins.ts";
import { readBands } from "./scores.ts";
import { holdSubject } from "./subject.ts";

/** Subjects of a job in one sweep; the rest is looked at in the next. */
const MOST = 100;

/** Answers how many subjects were looked at. Safe to run in several processes: each job runs in one at a time. */
export async function sweepCare(installation: Installation): Promise<number> {
  let looked = 0;
  for (const [name, hygiene] of Object.entries(installation.library.hygiene ?? {})) {
    for (let count = 0; count < MOST; count += 1) {
      if (!(await transact(installation.db, (tx) => careForNext(tx, installation, name, hygiene)))) break;
      looked += 1;
    }
  }
  return looked;
}

/** `false`: the job is not due, has come to its end, or runs elsewhere. */
async function careForNext(
  tx: Db,
  installation: Installation,
  name: string,
  hygiene: Hygiene,
): Promise<boolean> {
  const now = installation.now();
  await tx
    .insertInto("care_run")
    .values({ name, next_at: now + hygiene.every, cursor: null })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const run = await tx
    .selectFrom("care_run")
    .selectAll()
    .where("name", "=", name)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (run === undefined || (run.cursor === null && run.next_at > now)) return false;
  const next = await tx
    .selectFrom("subject")
    .select("id")
    .where("kind", "=", hygiene.subject)
    .where("merged_into", "is", null)
    .where("id", ">", run.cursor ?? "")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  const after =
    next === undefined
      ? { cursor: null, next_at: nextRun(run.next_at, hygiene.every, now) }
      : { cursor: next.id };
  await tx.updateTable("care_run").set(after).where("name", "=", name).execute();
  if (next === undefined) return false;
  await careFor(tx, installation, name, hygiene, next.id);
  return true;
}

/** Runs that were missed are not made up for. */
const nextRun = (due: Instant, every: number, now: Instant): Instant =>
  due + every * Math.max(1, Math.floor((now - due) / every) + 1);

async function careFor(
  tx: Db,
  installation: Installation,
  name: string,
  hygiene: Hygiene,
  id: string,
): Promise<void> {
  for (const merge of hygiene.merges) await mergeTwins(tx, installation, name, merge, id);
  const { merged_into } = await tx
    .selectFrom("subject")
    .select("merged_into")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  // What is to be done for it is done for the one that it was found to be.
  if (merged_into !== null) return;
  // What time alone has changed by now is asked about as it is now.
  await changeFields(tx, installation, id, {}, `care ${name} ${installation.now()}`);
  await setFlags(tx, installation, name, hygiene, id);
  for (const { journey, when } of hygiene.asks) {
    const view = await viewOf(tx, installation, id);
    if (view !== null && holds(when, view))
      await beginJourney(tx, installation, { subject: id, journey, now: installation.now() });
  }
}

async function setFlags(
  tx: Db,
  installation: Installation,
  name: string,
  { flags }: Hygiene,
  id: string,
): Promise<void> {
  const view = await viewOf(tx, installation, id);
  if (view === null) return;
  const says = Object.fromEntries(
    flags
      .map(({ field, when }) => [field, holds(when, view)] as const)
      .filter(([field, value]) => view.fields[field] !== value),
  );
  if (Object.keys(says).length > 0) await changeFields(tx, installation, id, says, `care ${name}`);
}

async function viewOf(tx: Db, { now }: Installation, id: string): Promise<View | null> {
  const held = await holdSubject(tx, id);
  if (held === undefined) return null;
  return { ...viewOfFields(now(), held.fields), bands: await readBands(tx, id) };
}

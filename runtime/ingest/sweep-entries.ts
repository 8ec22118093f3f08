/**
 * Enters those whose moment has come by an entry that no event leads to, and looks at everybody whom a release asks
 * something new about.
 */
import type { Library } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import { same } from "../machine/conditions.ts";
import { withComputed } from "../machine/reckon.ts";
import type { Db } from "../store/open-store.ts";
import type { SubjectRow } from "../store/schema.ts";
import { sqlStateOf, transact } from "../store/transact.ts";
import { changeFields } from "./change-fields.ts";
import { computedOf } from "./computed-of.ts";
import { datedEntries } from "./due-entry.ts";
import type { Installation } from "./installation.ts";

/** Subjects in one sweep; the rest is due in the next. */
const MOST = 200;
/** After which a subject that could not be looked at is tried again. */
const PUT_OFF = 3_600_000;

/**
 * Enters those whose moment has come, begins to watch those whom a new release asks for, and works out anew what it
 * works out otherwise. Each call is one sweep,
 * and answers how many subjects it looked at. Safe to run in several processes.
 */
export function openEntrySweep(installation: Installation): () => Promise<number> {
  // Whoever is new is looked at by their first event: once all are watched, no later sweep need search for them.
  let isWatchingAll = false;
  // Whoever changes is worked out then: it is enough to go through all once. `null`: that is done.
  let reckonedTo: string | null = "";
  return async () => {
    const due = await findDue(installation);
    const unwatched = isWatchingAll ? [] : await findUnwatched(installation);
    isWatchingAll ||= unwatched.length === 0;
    const page = reckonedTo === null ? [] : await readReckoned(installation, reckonedTo);
    const outdated = page.filter((row) => isOutdated(installation.library, row)).map(({ id }) => id);
    for (const id of new Set([...due, ...unwatched, ...outdated])) await lookOrPutOff(installation, id);
    // Not before, or a store that went away would leave some out.
    reckonedTo = page.at(-1)?.id ?? null;
    return due.length + unwatched.length + page.length;
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

/** Subjects that nobody has looked at for a version of some journey that is entered now. */
async function findUnwatched({ db, plans }: Installation): Promise<readonly string[]> {
  const { current } = plans;
  for (const { plan } of current) {
    // While a canary is on, a row is of whichever version the subject falls to.
    const versions = current.flatMap((one) => (one.plan.journey === plan.journey ? [one.plan.version] : []));
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
        .where("subject.merged_into", "is", null)
        .where(({ or, eb }) => or([eb("watch.version", "is", null), eb("watch.version", "not in", versions)]))
        .limit(MOST)
        .execute();
      if (rows.length > 0) return rows.map(({ id }) => id);
    }
  }
  return [];
}

type Reckoned = Pick<SubjectRow, "id" | "kind" | "fields">;

/** The next of those kinds that have computed fields. */
async function readReckoned({ db, library }: Installation, after: string): Promise<readonly Reckoned[]> {
  const kinds = Object.entries(library.subjects).flatMap(([kind, { fields }]) =>
    Object.keys(computedOf(fields)).length > 0 ? [kind] : [],
  );
  if (kinds.length === 0) return [];
  return await db
    .selectFrom("subject")
    .select(["id", "kind", "fields"])
    .where("kind", "in", kinds)
    .where("merged_into", "is", null)
    .where("id", ">", after)
    .orderBy("id")
    .limit(MOST)
    .execute();
}

/** A release has added a computed field, or works it out in another way. */
function isOutdated({ subjects }: Library, { kind, fields }: Reckoned): boolean {
  const now = withComputed(computedOf(subjects[kind]?.fields ?? {}), fields);
  return Object.entries(now).some(([name, value]) => !same(fields[name] ?? null, value));
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
  // What a new release asks about is worked out before it is looked at.
  const at = installation.now();
  await changeFields(tx, installation, id, {}, `entry ${at}`);
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
  for (const { plan } of plans.currentFor(subject)) {
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

/**
 * Forgetting a subject, with everybody who was merged with them, in three steps that each may be repeated:
 *
 * 1. In one transaction everything of them leaves the store. From then on no event, sweep, letter or batch finds them:
 *    a run that is still open is refused whatever it asks for.
 * 2. Their runs in Temporal are ended, while they can still be read: a worker never meets a run whose key is gone. A
 *    relay that had taken something of theirs before may hand it on until the instant that stands in the row.
 * 3. Their data keys are destroyed: their histories stay until Temporal's retention is over, and nobody can read them.
 *    What was written before there were keys is deleted instead.
 *
 * A row says how far it has come, and the sweep of any gateway goes on with it, whoever was killed.
 */
import type { Library } from "../../compiler/library.ts";
import type { Fields, Instant } from "../../compiler/plan.ts";
import { partiesOf } from "../activities/contact-parties.ts";
import { crashPoint } from "../crash-points.ts";
import { normalKey } from "../ingest/event-schema.ts";
import type { JourneyClient } from "../ingest/journey-client.ts";
import { relate } from "../ingest/related.ts";
import { neverOf } from "../policy/contact.ts";
import { appendAudit } from "../store/audit.ts";
import {
  findMerged,
  holdAll,
  isBeingHandedOn,
  type MergedSubjects,
  removeAll,
  runsOf,
} from "../store/forgotten.ts";
import { toJson } from "../store/json.ts";
import type { Db } from "../store/open-store.ts";
import type { ForgettingRow, SubjectRow } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import type { DataKeys } from "./data-keys.ts";
import { type ForgettingReport, reportOn } from "./forgetting-report.ts";
import { openSuppression } from "./suppression.ts";

export interface ForgetContext {
  readonly db: Db;
  readonly library: Library;
  readonly journeys: JourneyClient;
  /** `null`: what goes through Temporal is not encrypted. */
  readonly dataKeys: DataKeys | null;
  readonly now: () => Instant;
}

/** What would be forgotten; `null`: nobody has the key. */
export async function planForgetting(context: ForgetContext, key: string): Promise<ForgettingReport | null> {
  const found = await findMerged(context.db, key, normalKey(key));
  return found.subjects.length === 0 ? null : await reportOf(context.db, context, found);
}

export interface Forget {
  readonly key: string;
  /** A person's id in people.yaml, or `system:<name>`. */
  readonly who: string;
  /** Kept for good in the audit record. */
  readonly why: string;
}

export type Begun =
  | { readonly is: "begun"; readonly id: string }
  | { readonly is: "unknown" }
  /** The reason would keep what is to be forgotten. */
  | { readonly is: "named" };

/** Takes everything out of the store. What is left to do is `goOnForgetting`'s. */
export async function beginForgetting(context: ForgetContext, { key, who, why }: Forget): Promise<Begun> {
  const suppression = await openSuppression(context.db, context.dataKeys);
  return await transact(context.db, async (tx): Promise<Begun> => {
    const seen = await findMerged(tx, key, normalKey(key));
    const subjects = await holdAll(
      tx,
      seen.subjects.map(({ id }) => id),
    );
    const [first] = [...subjects].sort(byMerging);
    if (first === undefined) return { is: "unknown" };
    if (subjects.some((subject) => names(why, subject))) return { is: "named" };
    const at = context.now();
    const found = { ...seen, subjects };
    const ids = subjects.map(({ id }) => id);
    const report = await reportOf(tx, context, found);
    const workflows = (await runsOf(tx, ids)).map(({ workflow_id }) => workflow_id);
    const isQuiet = !(await isBeingHandedOn(tx, ids, at));
    const { id } = first;
    if (report.suppressed) await suppression.keep(tx, addressesOf(subjects), at);
    for (const { id, kind, account, fields } of subjects)
      await relate(tx, context.library, { id, kind, before: { account, fields }, after: null }, at);
    await removeAll(tx, ids);
    await tx
      .insertInto("forgetting")
      .values({
        id,
        subjects: toJson(ids),
        workflows: toJson(workflows),
        report: toJson(report),
        who,
        why,
        begun_at: at,
        quiet_at: isQuiet ? 0 : Date.now() + HANDED_ON_WITHIN,
      })
      .execute();
    const said = `${workflows.length} ${workflows.length === 1 ? "run is" : "runs are"} to be ended.`;
    await appendAudit(tx, { at, who, did: "forget", about: { subject: id }, why, outcome: "begun", said });
    crashPoint("forget.before_commit");
    return { is: "begun", id };
  });
}

/** Real milliseconds: longer than a relay may hold what it has taken (`relay.ts`, the lease). */
const HANDED_ON_WITHIN = 25_000;

/** The one that the others were found to be comes first. */
const byMerging = (one: SubjectRow, other: SubjectRow): number =>
  Number(one.merged_into !== null) - Number(other.merged_into !== null);

const addressesOf = (subjects: readonly SubjectRow[]): readonly string[] => [
  ...new Set(subjects.flatMap(({ address }) => address ?? [])),
];

async function reportOf(
  db: Db,
  { library, now }: Pick<ForgetContext, "library" | "now">,
  found: MergedSubjects,
): Promise<ForgettingReport> {
  return reportOn(db, found, await hasOptedOut(db, library, found.subjects, now()), library);
}

/** As the contact policy has it: whoever it never writes to. */
async function hasOptedOut(
  db: Db,
  library: Library,
  subjects: readonly SubjectRow[],
  now: Instant,
): Promise<boolean> {
  const partyOf = await partiesOf(db, library, subjects);
  return neverOf(subjects.map(partyOf), now) !== null;
}

/** Short values say nothing of who it is. */
const SHORTEST_NAMED = 4;

/** Whether the text holds a value that is known of the subject. */
function names(text: string, { key, address, fields }: SubjectRow): boolean {
  const said = text.toLowerCase();
  const known = [key, address, ...wordsOf(fields)].flatMap((value) => value ?? []);
  return known.some((value) => value.length >= SHORTEST_NAMED && said.includes(value.toLowerCase()));
}

const wordsOf = (fields: Fields): readonly string[] =>
  Object.values(fields).flatMap((value) => (typeof value === "string" ? [value.trim()] : []));

// ── The rest of it ────────────────────────────────────────────────────────────────────────────────────────

/** Takes it as far as it goes now. Rejects when Temporal or the store is away; it may be called again. */
export async function goOnForgetting(context: ForgetContext, id: string): Promise<ForgettingRow | undefined> {
  const row = await readForgetting(context.db, id);
  if (row === undefined || row.done_at !== null) return row;
  const { db, journeys, dataKeys, now } = context;
  for (const workflow of row.workflows) await journeys.end(workflow, REASON);
  crashPoint("forget.after_runs");
  if (Date.now() < row.quiet_at) return row;
  await db
    .updateTable("forgetting")
    .set({ runs_ended_at: now() })
    .where("id", "=", id)
    .where("runs_ended_at", "is", null)
    .execute();
  const owners = [...row.subjects, ...row.workflows];
  await transact(db, (tx) => finish(tx, context, row, owners));
  dataKeys?.evict(owners);
  return await readForgetting(db, id);
}

/** Stands in Temporal for all to read. */
const REASON = "The subject was forgotten.";

async function finish(
  tx: Db,
  { dataKeys, now }: ForgetContext,
  { id, who, why, workflows }: ForgettingRow,
  owners: readonly string[],
): Promise<void> {
  const at = now();
  const done = await tx
    .updateTable("forgetting")
    .set({ done_at: at })
    .where("id", "=", id)
    .where("done_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  // Another gateway was first.
  if (done === undefined) return;
  const keys = (await dataKeys?.destroy(tx, owners)) ?? 0;
  const said = `${workflows.length} ${workflows.length === 1 ? "run was" : "runs were"} ended, ${keys} data ${keys === 1 ? "key" : "keys"} destroyed.`;
  await appendAudit(tx, { at, who, did: "forget", about: { subject: id }, why, outcome: "done", said });
}

export const readForgetting = (db: Db, id: string): Promise<ForgettingRow | undefined> =>
  db.selectFrom("forgetting").selectAll().where("id", "=", id).executeTakeFirst();

/** Goes on with whatever was begun and is not done. Answers how many are done now. */
export async function sweepForgetting(context: ForgetContext): Promise<number> {
  const open = await context.db
    .selectFrom("forgetting")
    .select("id")
    .where("done_at", "is", null)
    .orderBy("begun_at")
    .execute();
  let done = 0;
  for (const { id } of open) if ((await goOnForgetting(context, id))?.done_at !== null) done += 1;
  return done;
}

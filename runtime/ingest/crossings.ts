/**
 * Scores fall by themselves. The store knows when each will next change its band by time alone; this sweep comes by
 * and tells the journeys that look at the score. A subject whose score cannot be counted is put off and written down,
 * and keeps nobody else waiting.
 */
import type { Library } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import type { Db } from "../store/open-store.ts";
import { sqlStateOf, transact } from "../store/transact.ts";
import { changeFields } from "./change-fields.ts";
import type { Installation } from "./installation.ts";

/** Subjects in one sweep; the rest is due in the next. */
const MOST = 200;
/** After which a score that could not be counted is looked at again. */
const PUT_OFF = 3_600_000;
/** SQLSTATEs that say that others are busy with the subject: canceled, deadlock, serialization, lock timeout. */
const BUSY = new Set(["57014", "40P01", "40001", "55P03"]);

/** Answers how many subjects were due. Safe to run in several processes. */
export async function sweepCrossings(installation: Installation): Promise<number> {
  const { db, now } = installation;
  const due = await db
    .selectFrom("score_state")
    .select("subject")
    .where("next_crossing", "<=", now())
    .groupBy("subject")
    .orderBy((row) => row.fn.min("next_crossing"))
    .limit(MOST)
    .execute();
  for (const { subject } of due) await crossOrPutOff(installation, subject);
  return due.length;
}

async function crossOrPutOff(installation: Installation, subject: string): Promise<void> {
  const { db, now } = installation;
  try {
    await transact(db, (tx) => cross(tx, installation, subject));
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === null) await transact(db, (tx) => putOff(tx, subject, error, now()));
    // Whoever is busy with it will be done by the next sweep; a store that is away ends this one.
    else if (!BUSY.has(state)) throw error;
  }
}

async function cross(tx: Db, installation: Installation, subject: string): Promise<void> {
  const at = installation.now();
  await changeFields(tx, installation, subject, {}, `decay ${at}`);
  await forgetUnknown(tx, subject, installation.library, at);
}

/** What is due still is of a score that the library no longer has: it would be due for ever, and first. */
async function forgetUnknown(
  tx: Db,
  subject: string,
  { scores, readings, questions }: Library,
  at: Instant,
): Promise<void> {
  const known = Object.keys({ ...scores, ...readings, ...questions });
  await tx
    .updateTable("score_state")
    .set({ next_crossing: null })
    .where("subject", "=", subject)
    .where("next_crossing", "<=", at)
    .$if(known.length > 0, (rows) => rows.where("score", "not in", known))
    .execute();
}

async function putOff(tx: Db, subject: string, error: unknown, at: Instant): Promise<void> {
  await tx
    .updateTable("score_state")
    .set({ next_crossing: at + PUT_OFF })
    .where("subject", "=", subject)
    .where("next_crossing", "<=", at)
    .execute();
  // An error's own words may quote what is in the row.
  const why = `its score could not be counted: ${error instanceof Error ? error.name : "an unknown error"}`;
  const entry = { subject, what: "stuck" as const, name: "score", why };
  if (!(await isWritten(tx, entry)))
    await tx
      .insertInto("journal")
      .values({ ...entry, at })
      .execute();
}

async function isWritten(
  tx: Db,
  { subject, name, why }: { readonly subject: string; readonly name: string; readonly why: string },
): Promise<boolean> {
  const row = await tx
    .selectFrom("journal")
    .select("number")
    .where("subject", "=", subject)
    .where("name", "=", name)
    .where("why", "=", why)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Scores in the store: brought up to date by events, by fields and by time. Only a crossed band goes further. */
import type { Library } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import {
  addKept,
  type Counted,
  countSubject,
  readKept,
  type SubjectChange,
} from "../policy/subject-scores.ts";
import { toJson } from "../store/json.ts";
import type { Db } from "../store/open-store.ts";
import { type Bands, bandsOf } from "../store/scores.ts";
import { firstAnswers } from "./first-answers.ts";

export interface Scored {
  readonly bands: Bands;
  /** Those whose band has changed. */
  readonly crossed: Bands;
}

/** The bands as last written down. */
export async function readBands(tx: Db, subject: string): Promise<Bands> {
  return (await bandsOf(tx, [subject]))[subject] ?? {};
}

/** The caller holds the subject. */
export async function updateScores(
  tx: Db,
  library: Library,
  id: string,
  change: SubjectChange,
): Promise<Scored> {
  const rows = await tx.selectFrom("score_state").selectAll().where("subject", "=", id).execute();
  const before = new Map(rows.map((row) => [row.score, row]));
  const about = { id, kind: change.kind, fields: change.before };
  const first = await firstAnswers(tx, library, about, (name) => before.has(name), change.now);
  const kept = (name: string) => {
    const row = before.get(name);
    return row === undefined ? first.get(name) : readKept(library, name, row.state);
  };
  const counted = countSubject(library, kept, change);
  const bands: Record<string, string | null> = {};
  const crossed: Record<string, string | null> = {};
  for (const [name, after] of Object.entries(counted)) {
    if (mayWrite(library, name, change)) await writeScore(tx, id, name, after, change.now);
    bands[name] = after.band;
    if ((before.get(name)?.band ?? null) !== after.band) crossed[name] = after.band;
  }
  return { bands, crossed };
}

/**
 * What was counted of one who was found to be another is the other's from now on, and nobody's twice. The bands are left
 * as they are: whoever brings the other up to date next finds them due, and tells what has changed.
 */
export async function handOverScores(
  tx: Db,
  library: Library,
  from: string,
  to: string,
  now: Instant,
): Promise<void> {
  const rows = await tx.selectFrom("score_state").selectAll().where("subject", "in", [from, to]).execute();
  for (const row of rows.filter(({ subject }) => subject === from)) {
    const name = row.score;
    if (!isAdded(library, name)) continue;
    const own = rows.find((other) => other.subject === to && other.score === name);
    const gone = readKept(library, name, row.state);
    const state = own === undefined ? gone : addKept(library, name, readKept(library, name, own.state), gone);
    await writeScore(tx, to, name, { state, band: own?.band ?? null, nextCrossing: now }, now);
  }
  await tx.deleteFrom("score_state").where("subject", "=", from).execute();
}

/** Readings are of one record's days, and answers about other records are each record's own. */
const isAdded = ({ scores, questions }: Library, name: string): boolean =>
  scores[name] !== undefined || (questions?.[name] ?? { is: "none related" }).is !== "none related";

/** An answer about other records stands until it is worked out anew, under the lock of their account. */
const mayWrite = ({ questions }: Library, name: string, { related = {} }: SubjectChange): boolean =>
  questions?.[name]?.is !== "none related" || name in related;

async function writeScore(tx: Db, subject: string, score: string, now: Counted, at: Instant): Promise<void> {
  const columns = {
    state: toJson(now.state),
    band: now.band,
    next_crossing: now.nextCrossing,
    updated_at: at,
  };
  await tx
    .insertInto("score_state")
    .values({ subject, score, ...columns })
    .onConflict((conflict) => conflict.columns(["subject", "score"]).doUpdateSet(columns))
    .execute();
}

/** Rows of `score_state`. */
import type { Db } from "./open-store.ts";

export type Bands = Readonly<Record<string, string | null>>;

/** Bands of several subjects, by subject and score. */
export async function bandsOf(db: Db, subjects: readonly string[]): Promise<Readonly<Record<string, Bands>>> {
  if (subjects.length === 0) return {};
  const rows = await db
    .selectFrom("score_state")
    .select(["subject", "score", "band"])
    .where("subject", "in", subjects)
    .execute();
  const bands: Record<string, Record<string, string | null>> = {};
  for (const { subject, score, band } of rows) bands[subject] = { ...bands[subject], [score]: band };
  return bands;
}

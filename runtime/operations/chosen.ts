/** Which instances an operation is for: the words of whoever chose them, and the query that finds them. */
import type { Library } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import { holds, viewOfFields } from "../machine/conditions.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceRow } from "../store/schema.ts";
import { bandsOf } from "../store/scores.ts";

/** All of these at once; at least one is named. */
export interface Chosen {
  readonly journey?: string;
  readonly version?: number;
  readonly stage?: string;
  /** Of whose subjects the condition of this audience holds. */
  readonly audience?: string;
  /** A subject's id. */
  readonly subject?: string;
  readonly instance?: string;
}

/** Which of those that are chosen an operation can do something about. */
export type Standing = "goes on" | "is paused" | "is open" | "is stuck";

export interface Page {
  /** Ids after this one; empty: from the beginning. */
  readonly after: string;
  readonly limit: number;
}

export interface Found {
  readonly rows: readonly InstanceRow[];
  /** Where the next page begins; `null`: there is none. */
  readonly next: string | null;
}

/** In the order of ids. A page may hold fewer than its limit, where an audience leaves some out. */
export async function findChosen(
  db: Db,
  library: Library,
  { chosen, standing, now }: { readonly chosen: Chosen; readonly standing: Standing; readonly now: Instant },
  { after, limit }: Page,
): Promise<Found> {
  let query = db.selectFrom("instance").selectAll().where("state", "!=", "ended").where("id", ">", after);
  if (chosen.journey !== undefined) query = query.where("journey", "=", chosen.journey);
  if (chosen.version !== undefined) query = query.where("version", "=", chosen.version);
  if (chosen.stage !== undefined) query = query.where("stage", "=", chosen.stage);
  if (chosen.subject !== undefined) query = query.where("subject", "=", chosen.subject);
  if (chosen.instance !== undefined) query = query.where("id", "=", chosen.instance);
  if (standing === "goes on") query = query.where("paused_by", "is", null);
  if (standing === "is paused") query = query.where("paused_by", "is not", null);
  if (standing === "is stuck") query = query.where("state", "=", "stuck");
  const page = await query.orderBy("id").limit(limit).execute();
  const rows =
    chosen.audience === undefined ? page : await ofAudience(db, library, chosen.audience, page, now);
  return { rows, next: page.length < limit ? null : (page.at(-1)?.id ?? null) };
}

async function ofAudience(
  db: Db,
  library: Library,
  name: string,
  rows: readonly InstanceRow[],
  now: Instant,
): Promise<readonly InstanceRow[]> {
  const audience = library.audiences?.[name];
  const ids = [...new Set(rows.map(({ subject }) => subject))];
  if (audience === undefined || ids.length === 0) return [];
  const subjects = await db
    .selectFrom("subject")
    .select(["id", "kind", "fields"])
    .where("id", "in", ids)
    .execute();
  const bands = await bandsOf(db, ids);
  const within = new Set(
    subjects
      .filter(({ kind }) => kind === audience.subject)
      .filter(({ id, fields }) =>
        holds(audience.when, { ...viewOfFields(now, fields), bands: bands[id] ?? {} }),
      )
      .map(({ id }) => id),
  );
  return rows.filter(({ subject }) => within.has(subject));
}

/** In the words of the command line: `nurture v2, in the stage welcome`. */
export function chosenWords({ journey, version, stage, audience, subject, instance }: Chosen): string {
  const parts = [
    journey === undefined ? "any journey" : `${journey}${version === undefined ? "" : ` v${version}`}`,
    ...(stage === undefined ? [] : [`in the stage ${stage}`]),
    ...(audience === undefined ? [] : [`for ${audience}`]),
    ...(subject === undefined ? [] : ["of one subject"]),
    ...(instance === undefined ? [] : ["of one instance"]),
  ];
  return parts.join(", ");
}

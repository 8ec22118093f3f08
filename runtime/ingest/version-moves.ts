/**
 * Telling those inside an earlier version of their journey that they may go on by a later one (docs/language.md, 13.14).
 * Whoever is told has a row that says so, written with what the relay hands on: killed at any point, it is done or not,
 * and who was told is not told again.
 */
import type { Instant, Plan, VersionMove } from "../../compiler/plan.ts";
import { versionMove } from "../../compiler/versions/version-move.ts";
import { crashPoint } from "../crash-points.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceRow } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import { tellOf } from "../store/version-moves.ts";
import type { Installation } from "./installation.ts";
import { informing, writeOutbox } from "./outbox.ts";

/** Instances that are told in one transaction. */
const AT_A_TIME = 200;

/**
 * Those who take the current version of their journey over at their next stage: nobody need ask for it. A canary is tried
 * with those who enter, and takes nobody over. Answers how many were told; the rest is found by the next look. Safe to run
 * in several processes.
 */
export async function tellOfVersions({ db, plans, now }: Installation): Promise<number> {
  let told = 0;
  for (const { plan } of plans.settled)
    for (const { from, at } of plan.migrations ?? []) {
      const old = plans.of(plan.journey, from)?.plan;
      if (at !== "next stage" || old === undefined) continue;
      told += await tell(db, { old, next: plan, most: AT_A_TIME - told, by: null, at: now() });
      if (told >= AT_A_TIME) return told;
    }
  return told;
}

export interface Telling {
  readonly old: Plan;
  readonly next: Plan;
  /** No more than so many, those who entered first before the others. */
  readonly most: number;
  /** Who asked for it; `null`: the text did. */
  readonly by: string | null;
  readonly at: Instant;
}

/** In transactions of some instances each. Answers how many were told. */
export async function tell(db: Db, telling: Telling): Promise<number> {
  const move = versionMove(telling.old, telling.next);
  if (move === null) return 0;
  let told = 0;
  for (;;) {
    const limit = Math.min(AT_A_TIME, telling.most - told);
    const count = limit <= 0 ? 0 : await transact(db, (tx) => tellSome(tx, telling, move, limit));
    crashPoint("migrate.after_commit");
    told += count;
    if (count < AT_A_TIME) return told;
  }
}

async function tellSome(tx: Db, { by, at }: Telling, move: VersionMove, limit: number): Promise<number> {
  const instances = await untold(tx, move).orderBy("entered_at").orderBy("id").limit(limit).execute();
  // Another process may be telling the same: whoever writes the row tells.
  const own = new Set(await tellOf(tx, move, instances, { by, at }));
  const fact = { is: "moves", id: `version ${move.to} ${at}`, move } as const;
  const rows = instances.filter(({ id }) => own.has(id)).map((one) => informing(one, fact, fact.id));
  await writeOutbox(tx, rows, at);
  crashPoint("migrate.before_commit");
  return instances.length;
}

/** Inside the earlier version, their journey under way, and not on their way to the later one. */
const untold = (db: Db, { journey, from, to }: VersionMove) =>
  db
    .selectFrom("instance")
    .selectAll()
    .where("journey", "=", journey)
    .where("version", "=", from)
    .where("state", "!=", "ended")
    .where("ended_at", "is", null)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom("version_move")
            .select("version_move.instance")
            .whereRef("version_move.instance", "=", "instance.id")
            .where("version_move.to_version", "=", to),
        ),
      ),
    );

type Inside = Pick<InstanceRow, "id" | "workflow_id" | "stage" | "state">;

/** All whose journey is under way in the earlier version, and what they were told. */
export async function insideOf(
  db: Db,
  journey: string,
  from: number,
  to: number,
): Promise<readonly (Inside & { readonly told: string | null; readonly why: string | null })[]> {
  return await db
    .selectFrom("instance")
    .leftJoin("version_move", (join) =>
      join.onRef("version_move.instance", "=", "instance.id").on("version_move.to_version", "=", to),
    )
    .select([
      "instance.id",
      "instance.workflow_id",
      "instance.stage",
      "instance.state",
      "version_move.state as told",
      "version_move.why",
    ])
    .where("instance.journey", "=", journey)
    .where("instance.version", "=", from)
    .where("instance.state", "!=", "ended")
    .where("instance.ended_at", "is", null)
    .orderBy("instance.entered_at")
    .orderBy("instance.id")
    .execute();
}

/** How many have come to the later version from the earlier one. */
export const countMoved = (db: Db, move: VersionMove): Promise<number> => count(db, move, ["taken over"]);

/** How many have, or are on their way: a limit is one on all of them, so that asking again asks for no more. */
export const countTold = (db: Db, move: VersionMove): Promise<number> =>
  count(db, move, ["told", "taken over"]);

async function count(
  db: Db,
  { journey, from, to }: VersionMove,
  states: readonly ("told" | "taken over")[],
): Promise<number> {
  const row = await db
    .selectFrom("version_move")
    .select((column) => column.fn.countAll<number>().as("count"))
    .where("journey", "=", journey)
    .where("from_version", "=", from)
    .where("to_version", "=", to)
    .where("state", "in", states)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

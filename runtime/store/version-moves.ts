/** Rows of `version_move`: who was told of a later version of their journey, and what came of it. */
import type { Instant, VersionMove } from "../../compiler/plan.ts";
import type { Db } from "./open-store.ts";

/** From here on the instance is one of the later version, for whoever brings it news. */
export async function takeOverVersion(
  tx: Db,
  instance: string,
  { to, at }: { readonly to: number; readonly at: Instant },
): Promise<void> {
  await tx.updateTable("instance").set({ version: to }).where("id", "=", instance).execute();
  await end(tx, instance, to, { state: "taken over", done_at: at, why: null });
}

export async function refuseVersion(
  tx: Db,
  instance: string,
  { to, at, why }: { readonly to: number; readonly at: Instant; readonly why: string },
): Promise<void> {
  await end(tx, instance, to, { state: "refused", done_at: at, why });
}

async function end(
  tx: Db,
  instance: string,
  to: number,
  outcome: {
    readonly state: "taken over" | "refused";
    readonly done_at: Instant;
    readonly why: string | null;
  },
): Promise<void> {
  await tx
    .updateTable("version_move")
    .set(outcome)
    .where("instance", "=", instance)
    .where("to_version", "=", to)
    .execute();
}

/** Writes down who is told of it; answers those of them who had not been. */
export async function tellOf(
  tx: Db,
  { journey, from, to, at: when }: VersionMove,
  instances: readonly { readonly id: string }[],
  { by, at }: { readonly by: string | null; readonly at: Instant },
): Promise<readonly string[]> {
  if (instances.length === 0) return [];
  const told = { journey, from_version: from, to_version: to, at: when, by, told_at: at };
  const rows = await tx
    .insertInto("version_move")
    .values(instances.map(({ id }) => ({ instance: id, ...told })))
    .onConflict((conflict) => conflict.columns(["instance", "to_version"]).doNothing())
    .returning("instance")
    .execute();
  return rows.map(({ instance }) => instance);
}

/** Whoever could not go on by it may be told once more: they may stand elsewhere by now. */
export async function forgetRefused(db: Db, { journey, from, to }: VersionMove): Promise<void> {
  await db
    .deleteFrom("version_move")
    .where("journey", "=", journey)
    .where("from_version", "=", from)
    .where("to_version", "=", to)
    .where("state", "=", "refused")
    .execute();
}

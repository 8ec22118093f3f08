/** Rows of `data_key`. What they hold is sealed: `runtime/privacy` opens it. */
import type { Instant } from "../../compiler/plan.ts";
import type { Db } from "./open-store.ts";
import type { DataKeyRow } from "./schema.ts";

export async function findDataKey(db: Db, id: string): Promise<DataKeyRow | undefined> {
  return db.selectFrom("data_key").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function dataKeyOf(db: Db, owner: string): Promise<DataKeyRow | undefined> {
  return db.selectFrom("data_key").selectAll().where("owner", "=", owner).executeTakeFirst();
}

/** Of two who make one for the same owner at once, the first one's counts; both are told that one. */
export async function addDataKey(
  db: Db,
  key: Pick<DataKeyRow, "id" | "owner" | "sealed" | "sealed_by" | "created_at">,
): Promise<DataKeyRow | undefined> {
  await db
    .insertInto("data_key")
    .values(key)
    .onConflict((conflict) => conflict.column("owner").doNothing())
    .execute();
  return dataKeyOf(db, key.owner);
}

/**
 * From now on nobody can read what they encrypted. The row stays, and one is made where there was none, so that no
 * other key takes its place.
 * @param newId of a row that is made
 */
export async function destroyDataKeys(
  db: Db,
  owners: readonly string[],
  at: Instant,
  newId: () => string,
): Promise<number> {
  if (owners.length === 0) return 0;
  const destroyed = await db
    .updateTable("data_key")
    .set({ sealed: null, sealed_by: null, destroyed_at: at })
    .where("owner", "in", owners)
    .where("sealed", "is not", null)
    .returning("id")
    .execute();
  await db
    .insertInto("data_key")
    .values(
      owners.map((owner) => ({
        id: newId(),
        owner,
        sealed: null,
        sealed_by: null,
        created_at: at,
        destroyed_at: at,
      })),
    )
    .onConflict((conflict) => conflict.column("owner").doNothing())
    .execute();
  return destroyed.length;
}

/** Which keys of the installation seal how many, with one of each to try. */
export async function sealersOfDataKeys(
  db: Db,
): Promise<readonly { readonly sealedBy: string; readonly count: number; readonly sample: string }[]> {
  const rows = await db
    .selectFrom("data_key")
    .select((column) => [
      "sealed_by as sealedBy",
      column.fn.countAll<number>().as("count"),
      column.fn.min("id").as("sample"),
    ])
    .where("sealed", "is not", null)
    .groupBy("sealed_by")
    .orderBy("sealed_by")
    .execute();
  return rows.flatMap(({ sealedBy, count, sample }) =>
    sealedBy === null || sample === null ? [] : [{ sealedBy, count: Number(count), sample }],
  );
}

/** Some of those that another key of the installation seals. */
export async function dataKeysNotSealedBy(
  db: Db,
  sealer: string,
  most: number,
): Promise<readonly DataKeyRow[]> {
  return db
    .selectFrom("data_key")
    .selectAll()
    .where("sealed", "is not", null)
    .where("sealed_by", "!=", sealer)
    .orderBy("id")
    .limit(most)
    .execute();
}

/** Unless it was destroyed meanwhile, or somebody else was first. */
export async function resealDataKey(
  db: Db,
  { id, sealed_by: before }: DataKeyRow,
  to: { readonly sealed: string; readonly sealedBy: string },
): Promise<void> {
  await db
    .updateTable("data_key")
    .set({ sealed: to.sealed, sealed_by: to.sealedBy })
    .where("id", "=", id)
    .where("sealed_by", "=", before)
    .execute();
}

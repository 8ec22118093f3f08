/** Transactions, and the locks that make several writers take turns. */
import { sql } from "kysely";
import type { Db } from "./open-store.ts";

/** SQLSTATEs of transactions that lost to another and may simply be tried again: deadlock, serialization. */
const LOST = new Set(["40P01", "40001"]);
const TRIES = 5;

/** Runs `work` in a transaction; one that loses a deadlock runs again, so `work` must touch nothing but the store. */
export async function transact<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (tries >= TRIES || !LOST.has(sqlStateOf(error) ?? "")) throw error;
    }
  }
}

/** The five characters by which Postgres names an error, and nothing of what was in the statement. */
export function sqlStateOf(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? code : null;
}

/**
 * Waits until nobody else has any of these names, and keeps them until the transaction ends. Locks that are needed
 * together are asked for together: they are taken in one order, so that two who want the same do not wait for each
 * other. A name may share its lock with another by chance; that costs time and nothing else.
 */
export async function lockNames(tx: Db, names: readonly string[]): Promise<void> {
  for (const name of [...new Set(names)].sort()) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
  }
}

/** Transactions that can be undone by what they find, and that survive a deadlock. */
import type { Db } from "../store/open-store.ts";

/** Postgres: serialization_failure and deadlock_detected. Nothing has happened, and trying again is right. */
const PASSING = new Set(["40001", "40P01"]);
const MOST_TRIES = 5;

/** Runs `work` in a transaction, and keeps what it did if `keep` says so of its result. */
export async function transact<T>(
  db: Db,
  work: (tx: Db) => Promise<T>,
  keep: (result: T) => boolean = () => true,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(db, work, keep);
    } catch (error) {
      if (tries === MOST_TRIES || !isPassing(error)) throw error;
    }
  }
}

async function once<T>(db: Db, work: (tx: Db) => Promise<T>, keep: (result: T) => boolean): Promise<T> {
  const tx = await db.startTransaction().execute();
  try {
    const result = await work(tx);
    if (keep(result)) await tx.commit().execute();
    else await tx.rollback().execute();
    return result;
  } catch (error) {
    // The connection may be what failed; the error that counts is the first.
    if (!tx.isCommitted && !tx.isRolledBack)
      await tx
        .rollback()
        .execute()
        .catch(() => {});
    throw error;
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && PASSING.has(String(error.code));

/** A worker says in the store that it runs, and which releases it holds: nobody is led to one that it lacks. */
import { sql } from "kysely";
import { toJson } from "../store/json.ts";
import type { Db } from "../store/open-store.ts";
import type { Holding } from "./deployment.ts";

export interface Announced {
  /** Of this process alone. */
  readonly id: string;
  /** What its bundle is called. */
  readonly build: string;
  /** Temporal's Worker Deployment that it is a version of; `null`: it is in none. */
  readonly deployment: string | null;
  readonly releases: Holding;
}

/** Real milliseconds between two signs of life, and after how long without one a worker counts as gone. */
const EVERY = 5_000;
export const GONE_AFTER_SECONDS = 20;

export interface Announcement {
  /** Nobody waits for it any more. */
  stop(): Promise<void>;
}

/** @param onTrouble told by the name of the error when the store does not answer; it is tried again */
export async function announceWorker(
  db: Db,
  worker: Announced,
  onTrouble: (error: string) => void,
): Promise<Announcement> {
  await write(db, worker);
  const timer = setInterval(() => {
    write(db, worker).catch((error: unknown) => onTrouble(nameOf(error)));
  }, EVERY);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      // A store that is away is no reason to end badly: without a sign of life it counts as gone soon.
      await db
        .deleteFrom("worker")
        .where("id", "=", worker.id)
        .execute()
        .catch((error: unknown) => onTrouble(nameOf(error)));
    },
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

async function write(db: Db, { id, build, deployment, releases }: Announced): Promise<void> {
  const row = { build, deployment, releases: toJson(releases), seen_at: sql<Date>`clock_timestamp()` };
  await db
    .insertInto("worker")
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}

/** Those that have given a sign of life. */
export async function readWorkers(db: Db): Promise<readonly Announced[]> {
  return await db
    .selectFrom("worker")
    .select(["id", "build", "deployment", "releases"])
    .where("seen_at", ">", sql<Date>`clock_timestamp() - make_interval(secs => ${GONE_AFTER_SECONDS})`)
    .orderBy("id")
    .execute();
}

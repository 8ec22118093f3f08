/** What people enter, as it was deployed last: looked up every second, so that no process is restarted for it. */
import type { Entered } from "../ingest/plan-index.ts";
import type { Db } from "../store/open-store.ts";

export interface Following {
  /** `null`: nothing was ever deployed. */
  readonly entered: () => Entered | null;
  /** Now, and not only at the next turn. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

/** Real milliseconds. */
const EVERY = 1_000;

/** Resolves once it is known. While the store is away, what was known last goes on to count. */
export async function followDeployments(db: Db): Promise<Following> {
  let entered = await readEntered(db);
  let reading: Promise<void> | null = null;
  const read = async (): Promise<void> => {
    entered = await readEntered(db);
  };
  const timer = setInterval(() => {
    reading ??= read()
      .catch(() => {})
      .finally(() => {
        reading = null;
      });
  }, EVERY);
  timer.unref();
  return {
    entered: () => entered,
    refresh: read,
    stop: async () => {
      clearInterval(timer);
      await reading;
    },
  };
}

async function readEntered(db: Db): Promise<Entered | null> {
  const row = await db
    .selectFrom("deployment")
    .select("entered")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.entered ?? null;
}

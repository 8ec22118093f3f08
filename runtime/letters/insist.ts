import { setTimeout as sleep } from "node:timers/promises";

/**
 * What came of a letter is known to this process alone: were it not written down, nobody could tell whether it went out.
 * A store that is away for a moment is asked again; when the lease has run out meanwhile, what is written here is still
 * the better word.
 */
export async function insist<T>(write: () => Promise<T>): Promise<T> {
  const end = Date.now() + LONGEST_AWAY;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(AGAIN);
    }
  }
}

/** Real milliseconds; a process that is asked to end has no longer. */
const LONGEST_AWAY = 60_000;
const AGAIN = 500;

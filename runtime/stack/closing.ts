/** What was opened, to be closed in the opposite order, each even if the one before it failed to close. */
export interface Closing {
  add(close: () => Promise<void> | void): void;
  close(): Promise<void>;
}

/** Hands `open` a place for what it opens; when it fails on the way, that is closed. */
export async function openOrClose<T>(open: (closing: Closing) => Promise<T>): Promise<T> {
  const closing = createClosing();
  try {
    return await open(closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

function createClosing(): Closing {
  const closes: (() => Promise<void> | void)[] = [];
  return {
    add: (close) => void closes.push(close),
    async close() {
      const failures: unknown[] = [];
      for (let close = closes.pop(); close !== undefined; close = closes.pop()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

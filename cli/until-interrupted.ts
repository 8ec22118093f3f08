/** Ctrl-C, SIGTERM and a terminal that is closed, as something to wait for; a second Ctrl-C ends the process at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  readonly promise: Promise<void>;
}

export function untilInterrupted(): Interruption {
  const abort = new AbortController();
  const promise = new Promise<void>((resolve) => {
    const end = (): void => {
      abort.abort();
      resolve();
    };
    process.once("SIGINT", end).once("SIGTERM", end);
    if (hasTerminal()) process.once("SIGHUP", end);
  });
  return { signal: abort.signal, promise };
}

/**
 * Runs `open`. Ctrl-C, SIGTERM and a closed terminal end the process meanwhile, as they would anyway, but with its `exit` handlers: a
 * Temporal server that it has just started must not outlive it.
 */
export async function endableWhile<T>(open: () => Promise<T>): Promise<T> {
  const end = (_: NodeJS.Signals, number: number): void => process.exit(128 + number);
  process.once("SIGINT", end).once("SIGTERM", end);
  if (hasTerminal()) process.once("SIGHUP", end);
  try {
    return await open();
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end).off("SIGHUP", end);
  }
}

/** Without one it is no concern of ours: `nohup` has SIGHUP ignored, and listening would undo that. */
const hasTerminal = (): boolean => process.stdout.isTTY === true || process.stderr.isTTY === true;

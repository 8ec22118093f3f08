/** Ctrl-C and SIGTERM as something to wait for; a second Ctrl-C ends the process at once. */
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
  });
  return { signal: abort.signal, promise };
}

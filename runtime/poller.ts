/**
 * Takes what is due out of a table, many at a time, again and again: whenever it is woken, and by itself after a while,
 * for what other processes wrote. What the two users of it have in common: the relay of the outbox, and the dispatcher
 * of letters.
 */
export interface Poller {
  /** Something has been written; safe to call at any time. */
  wake(): void;
  /** Resolves when nothing can be taken now. */
  drain(): Promise<void>;
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>;
}

export interface PollerOptions<T> {
  /** So many at a time. */
  readonly concurrency: number;
  /** Real milliseconds between two looks. */
  readonly every: number;
  /** Takes up to so many; nobody else gets them. */
  claim(most: number): Promise<readonly T[]>;
  handle(one: T): Promise<void>;
  /** `one` is `null` when the claim failed. */
  onTrouble(error: unknown, one: T | null): void;
  /** Whether nothing is to be taken just now. */
  isPaused?(): boolean;
}

export function startPoller<T>(options: PollerOptions<T>): Poller {
  return new RunningPoller(options);
}

class RunningPoller<T> implements Poller {
  readonly #options: PollerOptions<T>;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  /** The claim that is under way; at most one at a time. */
  #claiming: Promise<void> | null = null;
  /** Something was written since the last claim looked. */
  #isStale = false;
  #stopped = false;

  constructor(options: PollerOptions<T>) {
    this.#options = options;
    this.#timer = setInterval(() => this.wake(), options.every);
    this.#timer.unref();
  }

  wake(): void {
    this.#isStale = true;
    if (this.#claiming !== null || this.#stopped || this.#options.isPaused?.() === true) return;
    this.#claiming = this.#claim().finally(() => {
      this.#claiming = null;
      if (this.#isStale && this.#inFlight.size < this.#options.concurrency) this.wake();
    });
  }

  async drain(): Promise<void> {
    this.wake();
    while (this.#claiming !== null || this.#inFlight.size > 0) {
      await Promise.all([this.#claiming, ...this.#inFlight]);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all([this.#claiming, ...this.#inFlight]);
  }

  async #claim(): Promise<void> {
    this.#isStale = false;
    const free = this.#options.concurrency - this.#inFlight.size;
    if (free <= 0) return;
    try {
      for (const one of await this.#options.claim(free)) this.#handle(one);
    } catch (error) {
      this.#options.onTrouble(error, null);
    }
  }

  #handle(one: T): void {
    const handling = this.#options
      .handle(one)
      .catch((error: unknown) => this.#options.onTrouble(error, one))
      .finally(() => {
        this.#inFlight.delete(handling);
        // There is room for another, and what this one was before may be due.
        this.wake();
      });
    this.#inFlight.add(handling);
  }
}

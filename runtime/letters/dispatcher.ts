/**
 * Sends the letters that the store has granted, in the process of the worker: no workflow waits for them, and none pays
 * for them. A letter is due when it is granted; whoever claims it has it for the time of a lease, as with the outbox
 * (`ingest/relay.ts`), and whoever dies holding it lets the lease run out: the next one finds it claimed, and asks what
 * became of it instead of sending it again (`deliver-letter.ts`). One that has to wait is tried again at growing
 * intervals, until the claim gives it up (`store/letters.ts`, `GIVEN_UP_AFTER`) and writes that down.
 */
import type { Instant } from "../../compiler/plan.ts";
import type { ActivityContext } from "../activities/context.ts";
import { type Poller, startPoller } from "../poller.ts";
import { claimDue, type DueLetter, postponeLetter } from "../store/letters.ts";
import type { Db } from "../store/open-store.ts";
import { claimReviewNotices, postponeReviewNotice } from "../store/review-notices.ts";
import { deliverLetter } from "./deliver-letter.ts";
import { deliverReviewNotice } from "./deliver-review-notice.ts";

export type Dispatcher = Poller;

export interface DispatcherOptions {
  readonly context: ActivityContext;
  /** Told of what went wrong; without personal data. */
  readonly onTrouble?: (trouble: DispatchTrouble) => void;
  readonly settings?: Partial<DispatchSettings>;
}
export interface DispatchTrouble {
  /** `store`: it failed, and the letter is tried again when its lease has run out. `later`: it had to wait. */
  readonly is: "store" | "later";
  readonly letter: string | null;
  /** A code, or the name of an error. */
  readonly why: string;
}

/** Times in real milliseconds. */
export interface DispatchSettings {
  readonly concurrency: number;
  /** How long a letter is left to whoever claimed it; longer than a mail server may take (`connectors/smtp-mail.ts`). */
  readonly lease: number;
  /** Looks for what other processes wrote, and for what is to be tried again. */
  readonly every: number;
  /** The first interval before another try; it doubles. */
  readonly retry: number;
  readonly longestRetry: number;
}
const SETTINGS: DispatchSettings = {
  concurrency: 16,
  lease: 60_000,
  every: 1_000,
  retry: 5_000,
  longestRetry: 3_600_000,
};

export const startDispatcher = (options: DispatcherOptions): Dispatcher =>
  startDispatching(options, {
    claim: (db, claim) => claimDue(db, claim),
    deliver: ({ key }) => deliverLetter(options.context, key),
    postpone: postponeLetter,
  });

/** Letters about reviews, of which there are few: they have a table of their own, and belong to no journey. */
export const startReviewDispatcher = (options: DispatcherOptions): Dispatcher =>
  startDispatching(options, {
    claim: (db, claim) => claimReviewNotices(db, claim),
    deliver: ({ key }) => deliverReviewNotice(options.context, key),
    postpone: postponeReviewNotice,
  });

/** Where letters of one kind are kept. */
interface Kept {
  claim(
    db: Db,
    claim: { readonly now: Instant; readonly until: Instant; readonly most: number },
  ): Promise<readonly DueLetter[]>;
  /** Answers why it must be tried again. */
  deliver(letter: DueLetter): Promise<string | null>;
  postpone(db: Db, letter: DueLetter, nextAt: Instant): Promise<void>;
}

function startDispatching({ context, onTrouble, settings }: DispatcherOptions, kept: Kept): Dispatcher {
  const { concurrency, lease, every, retry, longestRetry } = { ...SETTINGS, ...settings };
  /** The store knows the installation's clock only, and patience is real. */
  const inReal = (ms: number): number => context.now() + Math.ceil(ms * context.clock.scale);
  const later = (letter: DueLetter): number =>
    inReal(Math.min(retry * 2 ** Math.min(letter.attempts, 30), longestRetry));
  return startPoller<DueLetter>({
    concurrency,
    every,
    claim: (most) => kept.claim(context.db, { now: context.now(), until: inReal(lease), most }),
    async handle(letter) {
      const why = await kept.deliver(letter);
      if (why === null) return;
      await kept.postpone(context.db, letter, later(letter));
      onTrouble?.({ is: "later", letter: letter.key, why });
    },
    onTrouble: (error, letter) =>
      onTrouble?.({
        is: "store",
        letter: letter?.key ?? null,
        why: error instanceof Error ? error.name : "an unknown error",
      }),
  });
}

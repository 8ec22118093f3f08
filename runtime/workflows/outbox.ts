/** What goes out: one `record` for each step that asks for something, and the deliveries that follow from it. */
import { isCancellation, log, proxyActivities, workflowInfo } from "@temporalio/workflow";
import type { Instant, Plan } from "../../compiler/plan.ts";
import type { Activities } from "../activities/contract.ts";
import type { Command, CommandResult, JournalEntry } from "../machine/protocol.ts";
import type { Fact, JourneyStart } from "./contract.ts";
import { lettersEntry } from "./stuck.ts";
import { describeBatch, describeDelivery, describeUnread } from "./words.ts";

/** The store is asked until it answers: without it the instance cannot go on, and need not. */
const { record } = proxyActivities<Activities>({
  startToCloseTimeout: "30 s",
  retry: { initialInterval: "1 s", backoffCoefficient: 2, maximumInterval: "30 s" },
});

/**
 * Tried until it is done with: the store gives up on a letter after seven days, and writes down which it was
 * (`activities/claim-letter.ts`). A limit here would leave it with nobody, and nobody told.
 */
const { deliver } = proxyActivities<Activities>({
  startToCloseTimeout: "10 min",
  // Longer than a mail server may take for one letter (`connectors/smtp-mail.ts`).
  heartbeatTimeout: "45 s",
  retry: { initialInterval: "5 s", backoffCoefficient: 2, maximumInterval: "1 h" },
});

/** A journal without commands rides on the next batch, but not for ever. */
const JOURNAL_KEPT = 100;

export interface Outbox {
  /**
   * Records a step's commands and journal as one batch; a journal alone is kept for the next one.
   * @throws ActivityFailure when the store refuses the batch; nothing of it counts then.
   */
  record(
    now: Instant,
    commands: readonly Command[],
    journal: readonly JournalEntry[],
  ): Promise<readonly CommandResult[]>;
  /** Keeps an entry for the next batch. */
  note(entry: JournalEntry): void;
  /** Records what is kept of the journal; when the store refuses it, it stays kept. */
  flush(now: Instant): Promise<void>;
  /** The last words of an instance: what is kept, and facts that it did not take in. Refused, they are let go. */
  close(now: Instant, unread: readonly Fact[]): Promise<void>;
  readonly journal: readonly JournalEntry[];
  readonly batches: number;
  /** Deliveries that have not ended, by their letters' keys. */
  readonly deliveries: readonly (readonly string[])[];
}

/** @param readNow the instant of what goes wrong between two steps. */
export function openOutbox(
  plan: Plan,
  { instance, subject, resume }: JourneyStart,
  readNow: () => Instant,
): Outbox {
  const { workflowId } = workflowInfo();
  const identity = { instance, subject, journey: plan.journey, version: plan.version, workflowId };
  const deliveries = new Set<readonly string[]>();
  let batches = resume?.batches ?? 0;
  let kept: readonly JournalEntry[] = resume?.journal ?? [];

  const note = (entry: JournalEntry) => {
    kept = [...kept, entry];
  };
  const send = (keys: readonly string[], words: string) => {
    deliveries.add(keys);
    const end = () => deliveries.delete(keys);
    deliver.executeWithOptions({ summary: words }, [{ instance, keys }]).then(end, (error: unknown) => {
      end();
      if (isCancellation(error)) return;
      log.error("letters were not delivered", { letters: keys.length });
      note(lettersEntry(error, keys, readNow()));
    });
  };
  const write = async (
    now: Instant,
    commands: readonly Command[],
    added: readonly JournalEntry[],
    unread: readonly Fact[] = [],
  ) => {
    const riding = kept;
    const journal = [...riding, ...added];
    const batch = { ...identity, number: batches + 1, now, commands, journal };
    const summary = unread.length > 0 ? describeUnread(unread) : describeBatch(commands, journal);
    const written = unread.length > 0 ? { ...batch, unread } : batch;
    const result = await record.executeWithOptions({ summary }, [written]);
    batches += 1;
    // What was noted meanwhile is for the next batch.
    kept = kept.slice(riding.length);
    if (result.deliver.length > 0) send(result.deliver, describeDelivery(commands, result.deliver));
    return result.results;
  };

  for (const keys of resume?.deliveries ?? []) send(keys, "deliver letters");
  return {
    note,
    async record(now, commands, added) {
      if (commands.length > 0 || kept.length + added.length > JOURNAL_KEPT)
        return write(now, commands, added);
      kept = [...kept, ...added];
      return [];
    },
    async flush(now) {
      if (kept.length === 0) return;
      try {
        await write(now, [], []);
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.error("the journal could not be written", { entries: kept.length });
      }
    },
    async close(now, unread) {
      if (kept.length === 0 && unread.length === 0) return;
      try {
        await write(now, [], [], unread);
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.error("the store refused the last of a journey", {
          entries: kept.length,
          facts: unread.length,
        });
        kept = [];
      }
    },
    get journal() {
      return kept;
    },
    get batches() {
      return batches;
    },
    get deliveries() {
      return [...deliveries];
    },
  };
}

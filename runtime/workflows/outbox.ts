/** What goes out: one `record` for each step that asks for something, and the deliveries that follow from it. */
import { isCancellation, log, proxyActivities, workflowInfo } from "@temporalio/workflow";
import type { Instant, Plan } from "../../compiler/plan.ts";
import type { Activities } from "../activities/contract.ts";
import type { Command, CommandResult, JournalEntry } from "../machine/protocol.ts";
import type { JourneyStart } from "./contract.ts";
import { describeCommands, describeDelivery } from "./words.ts";

/** The store is asked until it answers: without it the instance cannot go on, and need not. */
const { record } = proxyActivities<Activities>({
  startToCloseTimeout: "30 s",
  retry: { initialInterval: "1 s", backoffCoefficient: 2, maximumInterval: "30 s" },
});

/** A letter that could not be delivered in three days is not news any more; the store knows which these are. */
const { deliver } = proxyActivities<Activities>({
  startToCloseTimeout: "10 min",
  // Longer than a mail server may take for one letter (`connectors/smtp-mail.ts`).
  heartbeatTimeout: "45 s",
  scheduleToCloseTimeout: "3 days",
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
  /** Records what is kept of the journal; when the store refuses it, it stays kept. */
  flush(now: Instant): Promise<void>;
  readonly journal: readonly JournalEntry[];
  readonly batches: number;
  /** Deliveries that have not ended, by their letters' keys. */
  readonly deliveries: readonly (readonly string[])[];
}

export function openOutbox(plan: Plan, { instance, subject, resume }: JourneyStart): Outbox {
  const { workflowId } = workflowInfo();
  const identity = { instance, subject, journey: plan.journey, version: plan.version, workflowId };
  const deliveries = new Set<readonly string[]>();
  let batches = resume?.batches ?? 0;
  let kept: readonly JournalEntry[] = resume?.journal ?? [];

  const send = (keys: readonly string[], words: string) => {
    deliveries.add(keys);
    const end = () => deliveries.delete(keys);
    deliver.executeWithOptions({ summary: words }, [{ instance, keys }]).then(end, (error: unknown) => {
      end();
      if (!isCancellation(error)) log.warn("letters were not delivered", { letters: keys.length });
    });
  };
  const write = async (now: Instant, commands: readonly Command[], journal: readonly JournalEntry[]) => {
    const batch = { ...identity, number: batches + 1, now, commands, journal };
    const result = await record.executeWithOptions({ summary: describeCommands(commands) }, [batch]);
    batches += 1;
    kept = [];
    if (result.deliver.length > 0) send(result.deliver, describeDelivery(commands, result.deliver));
    return result.results;
  };

  for (const keys of resume?.deliveries ?? []) send(keys, "deliver letters");
  return {
    async record(now, commands, added) {
      const journal = [...kept, ...added];
      if (commands.length > 0 || journal.length > JOURNAL_KEPT) return write(now, commands, journal);
      kept = journal;
      return [];
    },
    async flush(now) {
      if (kept.length === 0) return;
      try {
        await write(now, [], kept);
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.error("the journal could not be written", { entries: kept.length });
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

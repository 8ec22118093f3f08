/**
 * What goes out: one `record` for each step that asks for something. Letters go out from the store, and no run waits
 * for them.
 *
 * A batch is recorded by a local activity: one event in the history, where an ordinary one has six and a task of its
 * own. While it runs the instance hears nothing, so it gets little time, and when the store does not answer in that, an
 * ordinary activity asks until it does: its attempts add nothing to the history, and the instance can be talked to.
 * The same where the SDK gives the local one up: a worker that needs the place of the run cancels it between two attempts,
 * and tells the run so (Core 1.24, `CancelAllInRun`). Where the run itself is to be cancelled, that one ends at once.
 */
import { ActivityFailure, ApplicationFailure } from "@temporalio/common";
import {
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from "@temporalio/workflow";
import type { Instant, Plan } from "../../compiler/plan.ts";
import type { Activities, Batch, BatchResult, Taken, Took } from "../activities/contract.ts";
import type { Command, CommandResult, JournalEntry } from "../machine/protocol.ts";
import type { Fact, JourneyStart } from "./contract.ts";
import { isSame } from "./same.ts";
import { describeBatch, describeUnread } from "./words.ts";

const { record: recordHere } = proxyLocalActivities<Activities>({
  startToCloseTimeout: "4 s",
  // Well within a workflow task (10 s), which would be lengthened by three events otherwise.
  scheduleToCloseTimeout: "5 s",
  retry: { initialInterval: "100 ms", backoffCoefficient: 2, maximumAttempts: 3 },
});
/** The store is asked until it answers: without it the instance cannot go on, and need not. */
const { record } = proxyActivities<Activities>({
  startToCloseTimeout: "30 s",
  retry: { initialInterval: "1 s", backoffCoefficient: 2, maximumInterval: "30 s" },
});

/** A journal without commands rides on the next batch, but not for ever. */
const JOURNAL_KEPT = 100;

/** Real milliseconds after which Temporal has heard of a batch, or the task that brought it was given up. */
const HEARD_WITHIN = 300_000;

/** What comes of a step. */
export interface Step {
  readonly now: Instant;
  readonly commands: readonly Command[];
  readonly journal: readonly JournalEntry[];
  /** What led to it, since the batch before. */
  readonly took: readonly Taken[];
  /** A batch is written though nothing is asked for. */
  readonly isUrgent: boolean;
}
export type Recorded =
  /** It asked for nothing, and its journal rides on a batch to come. */
  | { readonly is: "kept" }
  | { readonly is: "written"; readonly results: readonly CommandResult[] }
  /** The store has another batch of this number, which Temporal has not heard of: nothing of this one counts. */
  | { readonly is: "instead"; readonly took: Took };

export interface Outbox {
  /**
   * Records a step's commands and journal as one batch; a journal alone is kept for the next one.
   * @throws ActivityFailure when the store refuses the batch; nothing of it counts then.
   */
  record(step: Step): Promise<Recorded>;
  /** Keeps an entry for the next batch. */
  note(entry: JournalEntry): void;
  /** Records what is kept of the journal, and these; when the store refuses it, it stays kept. Answers whether it took it. */
  flush(now: Instant, commands?: readonly Command[]): Promise<boolean>;
  /** The last words of an instance: what is kept, and facts that it did not take in. Refused, they are let go. */
  close(now: Instant, unread: readonly Fact[]): Promise<void>;
  readonly journal: readonly JournalEntry[];
  readonly batches: number;
  /** Remembers what is kept of the journal now; `goBack` keeps that again, and what was noted since. */
  mark(): void;
  goBack(): void;
  /** Batches of which it is not certain that Temporal has heard. Should it give up the task, they are done over. */
  readonly unheard: number;
  /** It has heard of these. */
  hear(batches: number): void;
}

/** @param refusals how often in a row the store has refused this instance to go on. */
export function openOutbox(
  plan: Plan,
  { instance, subject, resume }: JourneyStart,
  refusals: () => number,
): Outbox {
  const { workflowId, runId } = workflowInfo();
  const identity = {
    instance,
    subject,
    journey: plan.journey,
    version: plan.version,
    workflowId,
    run: runId,
    runNumber: resume?.runNumber ?? 1,
  };
  let batches = resume?.batches ?? 0;
  let kept: readonly JournalEntry[] = resume?.journal ?? [];
  let marked = kept;
  let heard = batches;
  /** Real instants at which those after `heard` were written, in order. */
  let written: readonly number[] = [];

  /** That the history has grown says nothing: it grows by what comes in, also while a task is given up. */
  const hear = (upTo: number): void => {
    written = written.slice(upTo - heard);
    heard = upTo;
  };
  const settledBatches = (): number => heard + written.filter((at) => at <= Date.now() - HEARD_WITHIN).length;
  const count = (): void => {
    batches += 1;
    written = [...written, Date.now()];
  };
  const write = async (
    { now, commands, journal: added, took }: Omit<Step, "isUrgent">,
    unread: readonly Fact[] = [],
  ): Promise<BatchResult> => {
    const riding = kept;
    const journal = [...riding, ...added];
    const batch: Batch = {
      ...identity,
      refused: refusals(),
      number: batches + 1,
      settled: settledBatches(),
      now,
      commands,
      journal,
      ...(unread.length > 0 && { unread }),
    };
    const summary = unread.length > 0 ? describeUnread(unread) : describeBatch(commands, journal);
    const { result, isHeard } = await recordSoon(batch, took, summary);
    if (result.instead !== undefined) return result;
    count();
    if (isHeard) hear(batches);
    // What was noted meanwhile is for the next batch.
    kept = kept.slice(riding.length);
    return result;
  };
  /** What the store has instead came of the same: it is the last thing that the run before its worker's death did. */
  const writeLast = async (
    now: Instant,
    unread: readonly Fact[],
    commands: readonly Command[] = [],
  ): Promise<void> => {
    const { instead } = await write({ now, commands, journal: [], took: [] }, unread);
    if (instead === undefined) return;
    count();
    kept = [];
    const rest = unread.filter((fact) => !instead.unread.some((known) => isSame(known, fact)));
    if (rest.length > 0) await writeLast(now, rest);
  };

  return {
    note(entry) {
      kept = [...kept, entry];
      marked = [...marked, entry];
    },
    async record(step) {
      if (step.isUrgent || step.commands.length > 0 || kept.length + step.journal.length > JOURNAL_KEPT) {
        const { results, instead } = await write(step);
        return instead === undefined ? { is: "written", results } : { is: "instead", took: instead };
      }
      kept = [...kept, ...step.journal];
      return { is: "kept" };
    },
    async flush(now, commands = []) {
      if (kept.length === 0 && commands.length === 0) return true;
      try {
        await writeLast(now, [], commands);
        return true;
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.error("the journal could not be written", { entries: kept.length });
        return false;
      }
    },
    async close(now, unread) {
      if (kept.length === 0 && unread.length === 0) return;
      try {
        await writeLast(now, unread);
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
    hear,
    get unheard() {
      return batches - heard;
    },
    mark() {
      marked = kept;
    },
    goBack() {
      kept = marked;
    },
  };
}

/** What led to a batch need not go along with an ordinary activity: what that asks for stands in the history. */
async function recordSoon(
  batch: Batch,
  took: readonly Taken[],
  summary: string,
): Promise<{ readonly result: BatchResult; readonly isHeard: boolean }> {
  try {
    const result = await recordHere.executeWithOptions({ summary }, [{ ...batch, took }]);
    return { result, isHeard: false };
  } catch (error) {
    if (isRefusal(error)) throw error;
    return { result: await record.executeWithOptions({ summary }, [batch]), isHeard: true };
  }
}

/** As opposed to a store that is away. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ActivityFailure &&
  error.cause instanceof ApplicationFailure &&
  error.cause.nonRetryable === true;

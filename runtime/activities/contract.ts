/**
 * What a workflow asks of the world: two activities, one for each failure domain. `record` is one transaction in the
 * store; `call` asks what a project connects, may take long, and never blocks the instance. Letters are asked for
 * with a batch, and go out from the store (`runtime/letters`).
 */
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { Command, CommandResult, Input, JournalEntry } from "../machine/protocol.ts";
import type { Fact } from "../workflows/contract.ts";

/** The commands and the journal of one step. */
export interface Batch {
  readonly instance: string;
  readonly subject: string;
  readonly journey: string;
  readonly version: number;
  /** Temporal's workflow id, kept with the instance so that others can reach it. */
  readonly workflowId: string;
  /** Temporal's id of the run: one that was reset has another. */
  readonly run: string;
  /** Which run of the instance it is, from 1: each that goes on as new is one more. */
  readonly runNumber: number;
  /** Attempts of this run, and of those before it, that were refused at this point. */
  readonly refused: number;
  /** Number of the batch within the instance, from 1: with `instance` the idempotency key. */
  readonly number: number;
  readonly now: Instant;
  readonly commands: readonly Command[];
  readonly journal: readonly JournalEntry[];
  /** Facts that reached the instance when it had ended, and that it did not take in; only after its end. */
  readonly unread?: readonly Fact[];
  /** What led here since the batch before, for the case that this must be done over; absent: it stands in Temporal. */
  readonly took?: readonly Taken[];
  /** Batches up to this number are in Temporal's history: they will not be done over. */
  readonly settled: number;
}

/** An input that was taken in; of an act, by which update. */
export interface Taken {
  readonly input: Input;
  readonly update?: string;
}

/** What came in that a batch came of. */
export interface Took {
  readonly inputs: readonly Taken[];
  readonly unread: readonly Fact[];
}

export interface BatchResult {
  readonly results: readonly CommandResult[];
  /**
   * The number was another batch's, of this run or one before it, of which Temporal has not heard: nothing of this one
   * was done. This is what the other came of.
   */
  readonly instead?: Took;
}

/** One call of an action, the same for each of its attempts. */
export type CallRequest = Omit<Extract<Command, { readonly do: "call" }>, "do"> & {
  readonly instance: string;
};

export interface Activities {
  /** Applies a batch once: a repeat answers what the first answered. */
  record(batch: Batch): Promise<BatchResult>;
  /** Answers what the action gives back. */
  call(request: CallRequest): Promise<Fields>;
}

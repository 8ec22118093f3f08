/**
 * What a workflow asks of the world: three activities, one for each failure domain. `record` is one transaction in
 * the store; `deliver` talks to mail servers and `call` to what a project connects: both may take long, and never
 * block the instance.
 */
import type { Fields, Instant, StepName } from "../../compiler/plan.ts";
import type { Command, CommandResult, JournalEntry } from "../machine/protocol.ts";
import type { Fact } from "../workflows/contract.ts";

/** The commands and the journal of one step. */
export interface Batch {
  readonly instance: string;
  readonly subject: string;
  readonly journey: string;
  readonly version: number;
  /** Temporal's workflow id, kept with the instance so that others can reach it. */
  readonly workflowId: string;
  /** Number of the batch within the instance, from 1: with `instance` the idempotency key. */
  readonly number: number;
  readonly now: Instant;
  readonly commands: readonly Command[];
  readonly journal: readonly JournalEntry[];
  /** Facts that reached the instance when it had ended, and that it did not take in; only after its end. */
  readonly unread?: readonly Fact[];
}

export interface BatchResult {
  readonly results: readonly CommandResult[];
  /** Keys of letters (messages to subjects, words to people) that may go out now. */
  readonly deliver: readonly string[];
}

/** One call of an action, the same for each of its attempts. */
export interface CallRequest {
  readonly instance: string;
  readonly key: string;
  readonly action: string;
  readonly step: StepName;
  readonly visit: number;
  readonly with: Fields;
  /** Real milliseconds that an attempt may take. */
  readonly within: number;
  readonly attempts: number;
}

export interface Activities {
  /** Applies a batch once: a repeat answers what the first answered. */
  record(batch: Batch): Promise<BatchResult>;
  /** Sends what is still allowed to go out; each key at most once. */
  deliver(request: { readonly instance: string; readonly keys: readonly string[] }): Promise<void>;
  /** Answers what the action gives back. */
  call(request: CallRequest): Promise<Fields>;
}

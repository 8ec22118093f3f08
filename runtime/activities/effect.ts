/** What comes of one command besides what it writes. */
import type { CommandResult, JournalEntry } from "../machine/protocol.ts";
import type { Batch } from "./contract.ts";

export interface Effect {
  readonly result?: CommandResult;
  /** Letters have been written that may go out now. */
  readonly letsGo?: boolean;
  readonly journal?: readonly JournalEntry[];
}

export const NOTHING: Effect = {};

/** An entry that the store adds to those of the machine. */
export const entryOf = (
  batch: Pick<Batch, "now">,
  entry: Pick<JournalEntry, "what" | "name"> & Partial<JournalEntry>,
): JournalEntry => ({
  at: batch.now,
  stage: "",
  step: null,
  by: null,
  to: null,
  result: null,
  why: null,
  ...entry,
});

/** What became of a message, for the journal. */
export const messageEntry = (
  now: number,
  letter: {
    readonly name: string;
    readonly stage: string;
    readonly step: string | null;
    readonly approved_by: string | null;
  },
  result: string,
  why: string | null,
): JournalEntry => ({
  at: now,
  what: "message",
  name: letter.name,
  stage: letter.stage,
  step: letter.step,
  by: letter.approved_by,
  to: null,
  result,
  why,
});

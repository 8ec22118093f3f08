/** What is written down, in words: one sentence for an entry of the journal, wherever it is told. */

import type { JournalEntry, JournalKind } from "../machine/protocol.ts";
import { STOPPED } from "../machine/settle.ts";

export type SaidEntry = Pick<JournalEntry, "what" | "name" | "by" | "to" | "result" | "why">;

/** One sentence, without the why: `anna accepted sales_ready`. */
const SAID: Readonly<Record<JournalKind, (entry: SaidEntry) => string>> = {
  entered: ({ name }) => `entered ${name}`,
  moved: ({ name }) => `moved to ${name}`,
  exited: ({ name, by }) =>
    name === STOPPED ? `${by ?? "somebody"} stopped it` : `left by the exit ${name}`,
  closed: ({ name }) => `what follows the exit ${name} is over`,
  paused: ({ name, by }) => (by === null ? `it stopped for ${name}` : `${by} paused ${name}`),
  resumed: ({ name, by }) => (by === null ? `it went on after ${name}` : `${by} resumed ${name}`),
  offered: ({ name, to }) => `${name} was offered to ${to ?? "nobody"}`,
  accepted: ({ name, by }) => `${by ?? "somebody"} accepted ${name}`,
  declined: ({ name, by, result }) => `${by ?? "somebody"} declined ${name}${as(result)}`,
  given: ({ name, to }) => `${name} was given to ${to ?? "nobody"}`,
  reassigned: ({ name, to }) => `${name} was passed on to ${to ?? "nobody"}`,
  reminded: ({ name, to }) => `${to ?? "nobody"} was reminded of ${name}`,
  escalated: ({ name, to }) => `${to ?? "nobody"} was told that ${name} is not answered`,
  breached: ({ name, to }) => `${to ?? "nobody"} did not answer ${name} in time`,
  noted: ({ name }) => `it was noted that ${name} stays unanswered`,
  asked: ({ name, to }) => `${to ?? "nobody"} was asked for ${name}`,
  completed: ({ name, by, result }) =>
    `${by ?? "somebody"} completed ${name}${result === "done" ? "" : as(result)}`,
  decided: ({ name, by, result }) => `${by ?? "somebody"} decided ${name}${as(result)}`,
  left: ({ to }) => `${to ?? "its holder"} no longer holds it`,
  requested: ({ name, by }) => `${by ?? "somebody"} requested ${name}`,
  withdrawn: ({ name }) => `${name} was withdrawn`,
  message: ({ name, result }) => `the message ${name} was ${FATES[result ?? ""] ?? result ?? "asked for"}`,
  told: ({ name, to }) => `${to ?? name} was told`,
  began: ({ name }) => `${name} was begun`,
  merged: ({ name }) => `${name} was merged`,
  called: ({ name, result }) =>
    result === null ? `${name} was called` : `the call of ${name} ${CALLED[result] ?? result}`,
  set: ({ name, result }) => `${name} was set${result === null ? "" : ` to ${result}`}`,
  split: ({ name, result }) => `${name} took the arm ${result ?? ""}`.trimEnd(),
  waited: ({ name, result }) =>
    result === "bound" ? `the time of ${name} ran out` : `the wait ${name} ended${as(result)}`,
  blank: ({ name }) => `${name} went on with blanks`,
  ignored: ({ name, by, result }) =>
    result === "left out"
      ? `${by ?? "somebody"} had ${name} left out`
      : result === "not migrated"
        ? `it does not go on by ${name}`
        : by === null
          ? `${name} changed nothing`
          : `${by} tried to ${result ?? "answer"} ${name}, and was refused`,
  migrated: ({ name, result }) => `it goes on by ${name}, in the place of ${result ?? "an earlier one"}`,
  stuck: ({ name }) => `${name} is stuck`,
};

const FATES: Readonly<Record<string, string>> = { ask: "put before a person", unknown: "perhaps sent" };

const CALLED: Readonly<Record<string, string>> = {
  done: "succeeded",
  failed: "failed",
  dropped: "was given up",
};

const as = (result: string | null): string => (result === null ? "" : ` as ${result}`);

export function sentenceOf(entry: SaidEntry): string {
  const why = entry.why === null || entry.why === "" ? "" : `: ${entry.why}`;
  return `${SAID[entry.what](entry)}${why}`;
}

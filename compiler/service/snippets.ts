// biome-ignore-all lint/suspicious/noTemplateCurlyInString: editors write the places of a snippet like this.
/** Times, schedules and ladders, as forms to fill in: offered, and shown while they are being written. */
import type { Fitting, Frame } from "../../language/what-fits.ts";

export interface Snippet {
  readonly label: string;
  readonly insert: string;
  readonly detail: string;
}

/** By the rule whose first token would stand at the place. */
const SNIPPETS: Readonly<Record<string, readonly Snippet[]>> = {
  durationPart: [
    { label: "4 business hours", insert: "${1:4} business hours", detail: "open hours of whoever holds it" },
    {
      label: "1 business day",
      insert: "${1:1} business day",
      detail: "the same clock time on the next open day",
    },
    { label: "3 days", insert: "${1:3} days", detail: "72 hours" },
    {
      label: "3 calendar days",
      insert: "${1:3} calendar days",
      detail: "the same local time three dates on",
    },
  ],
  offsetMoment: [
    {
      label: "30 days before …",
      insert: "${1:30} days before ${2:date}, ${3:09:00}, on the next open day",
      detail: "a moment that moves with its date",
    },
    {
      label: "1, 3, 7 days after entry",
      insert: "${1:1, 3, 7} days after ${2:entry}",
      detail: "once for each, counted from the stage's entry",
    },
  ],
  everyMoment: [
    {
      label: "every second tuesday from …",
      insert: "every ${1:second} ${2:tuesday} from ${3:2026-06-02}",
      detail: "again and again",
    },
  ],
  ladderStep: [
    { label: "after … remind", insert: "after ${1:2 business hours}  remind", detail: "reminds the holder" },
    {
      label: "after … reassign",
      insert: "after ${1:4 business hours}  reassign at most ${2:2} times and tell the manager",
      detail: "another takes it, and the clock starts anew",
    },
    {
      label: "at last give to the manager",
      insert: "at last  give to the manager",
      detail: "ends the ladder",
    },
  ],
};

export function snippetsFor(fitting: readonly Fitting[]): readonly Snippet[] {
  const rules = new Set(fitting.map(({ frame }) => frame.rule));
  return [...rules].flatMap((rule) => SNIPPETS[rule] ?? []);
}

// ── While one is being written ────────────────────────────────────────────────────────────────────────────

export interface Signature {
  readonly label: string;
  readonly parameters: readonly string[];
  readonly text: string;
}

const SIGNATURES: Readonly<Record<string, Signature>> = {
  duration: {
    label: "AMOUNT [business | calendar] UNIT …",
    parameters: ["AMOUNT", "[business | calendar]", "UNIT"],
    text: "`4 business hours` are open hours of whoever holds it now; `3 days` are 72 hours; `3 calendar days` end at the same local time three dates on.",
  },
  offsetMoment: {
    label:
      "AMOUNT, … [business | calendar] UNIT before | after DATE [, TIME] [, on the next open day] [, after EVENT]",
    parameters: [
      "AMOUNT, …",
      "[business | calendar]",
      "UNIT",
      "before | after",
      "DATE",
      "[, TIME]",
      "[, on the next open day]",
      "[, after EVENT]",
    ],
    text: "Each runs once for each instance; when the date moves, what is open is dated anew.",
  },
  refinements: {
    label:
      "MOMENT [, TIME] [, on the next open day] [, after EVENT] [, at most once per DURATION] [, the later moves on]",
    parameters: [
      "MOMENT",
      "[, TIME]",
      "[, on the next open day]",
      "[, after EVENT]",
      "[, at most once per DURATION]",
      "[, the later moves on]",
    ],
    text: "What follows a moment, in any order.",
  },
  everyMoment: {
    label: "every [second | third | fourth] DAY | UNIT [from DATE]",
    parameters: ["[second | third | fourth]", "DAY | UNIT", "[from DATE]"],
    text: "`every second tuesday from 2026-06-02`.",
  },
  ladderStep: {
    label:
      "after DURATION | at last  remind | tell WHO | reassign at most N times | give to WHO | note it | stays open",
    parameters: [
      "after DURATION",
      "at last",
      "remind",
      "tell WHO",
      "reassign at most N times",
      "give to WHO",
      "note it",
      "stays open",
    ],
    text: "Times count from the start of the clock, in the hours of whoever holds it. `give` ends the ladder.",
  },
  rate: {
    label: "at most once | N times [per DURATION | per visit | ever]",
    parameters: ["once | N times", "[per DURATION | per visit | ever]"],
    text: "Without a window it is per visit of the stage.",
  },
};

/** Of the innermost of these forms that the place stands within. */
export function signatureFor(fitting: readonly Fitting[]): Signature | undefined {
  for (const { frame } of fitting) {
    const found = signatureAround(frame);
    if (found !== undefined) return found;
  }
  return undefined;
}

function signatureAround(frame: Frame | null): Signature | undefined {
  for (let at = frame; at !== null; at = at.caller) {
    const found = SIGNATURES[at.rule];
    if (found !== undefined) return found;
    if (at.rule === "block" || at.rule === "stage") return undefined;
  }
  return undefined;
}

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
  /** The parameter that is to be written next. */
  readonly active: number;
  readonly text: string;
}

/** A form, with what each of its parts may begin with: words, or kinds of token. */
interface Form {
  readonly parts: readonly (readonly [part: string, ...begins: readonly string[]])[];
  readonly text: string;
}

const FORMS: Readonly<Record<string, Form>> = {
  duration: {
    parts: [
      ["AMOUNT", "Number"],
      ["[business | calendar]", "business", "calendar"],
      ["UNIT …", "Unit"],
    ],
    text: "`4 business hours` are open hours of whoever holds it now; `3 days` are 72 hours; `3 calendar days` end at the same local time three dates on.",
  },
  offsetMoment: {
    parts: [
      ["AMOUNT, …", "Number"],
      ["[business | calendar]", "business", "calendar"],
      ["UNIT", "Unit"],
      ["before | after", "before", "after"],
      ["DATE", "Date", "Name", "journey"],
      ["[, TIME]"],
      ["[, on the next open day]"],
      ["[, after EVENT]"],
    ],
    text: "Each runs once for each instance; when the date moves, what is open is dated anew.",
  },
  refinements: {
    parts: [
      ["MOMENT"],
      ["[, TIME]", "Time"],
      ["[, on the next open day]", "on"],
      ["[, after EVENT]", "after"],
      ["[, at most once per DURATION]", "at"],
      ["[, the later moves on]", "the"],
    ],
    text: "What follows a moment, in any order.",
  },
  everyMoment: {
    parts: [
      ["every", "every"],
      ["[second | third | fourth]", "second"],
      ["DAY | UNIT", "DayName", "Unit"],
      ["[from DATE]", "from", "Date"],
    ],
    text: "`every second tuesday from 2026-06-02`.",
  },
  ladderStep: {
    parts: [
      ["after DURATION | at last", "after", "at"],
      ["remind", "remind"],
      ["| tell WHO", "tell"],
      ["| reassign at most N times", "reassign"],
      ["| give to WHO", "give"],
      ["| note it | stays open", "note", "stays"],
    ],
    text: "Times count from the start of the clock, in the hours of whoever holds it. `give` ends the ladder.",
  },
  rate: {
    parts: [
      ["at most", "at", "most"],
      ["once | N times", "once", "Number", "times"],
      ["[per DURATION | per visit | ever]", "per", "visit", "ever"],
    ],
    text: "Without a window it is per visit of the stage.",
  },
};

/** Of the innermost of these forms that the place stands within; a duration may be over where another form goes on. */
export function signatureFor(fitting: readonly Fitting[]): Signature | undefined {
  const forms = fitting.flatMap(({ frame }) => formAround(frame) ?? []);
  const form = forms.find((one) => one !== FORMS.duration) ?? forms[0];
  return form === undefined ? undefined : signatureOf(form, fitting);
}

function signatureOf({ parts, text }: Form, fitting: readonly Fitting[]): Signature {
  const next = new Set(fitting.map(({ type }) => type.name.replaceAll("'", "")));
  const active = parts.findIndex(([, ...begins]) => begins.some((begin) => next.has(begin)));
  const parameters = parts.map(([part]) => part);
  return { label: parameters.join(" "), parameters, active: Math.max(0, active), text };
}

function formAround(frame: Frame | null): Form | undefined {
  for (let at = frame; at !== null; at = at.caller) {
    const found = FORMS[at.rule];
    if (found !== undefined) return found;
    if (at.rule === "block" || at.rule === "stage") return undefined;
  }
  return undefined;
}

/** How a piece of work can be answered, as command lines to copy. */
import type { Need, WorkView } from "../../runtime/gateway/api.ts";

type Answer = WorkView["answers"][number];

const LABEL_OPTION: Readonly<Record<Answer["act"], string>> = {
  accept: "",
  decline: "--reason",
  complete: "--as",
  decide: "--as",
};

export interface Calling {
  /** What starts a command line here. */
  readonly command: readonly string[];
  /** Repeated in each line: those that reach this same gateway as this same person. */
  readonly flags: readonly string[];
}

export function answerLines(view: WorkView, shortId: string, { command, flags }: Calling): readonly string[] {
  return view.answers.map(({ act, label, needs }) => {
    const labelled = label === null ? [] : [LABEL_OPTION[act], label];
    // A decline's label is its reason; a text beside it may say more.
    const asked = act === "decline" ? needs.filter(({ field }) => field !== "reason") : needs;
    const evidence = asked.flatMap((need) => ["--with", `${need.field}=${placeholder(need)}`]);
    return [...command, act, shortId, ...labelled, ...evidence, ...flags].map(quoteForShell).join(" ");
  });
}

/** Stands for what the person fills in: the values that fit, or the type. */
export function placeholder({ type, values }: Need): string {
  return values === undefined ? type.replaceAll(" ", "_").toUpperCase() : values.join("|");
}

/** As sh reads it: what holds more than harmless signs stands in single quotes. */
export function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** How a scenario went, line by line: what its lines did, what was written down, and where it left what was expected. */
import type { Instant } from "../../compiler/plan.ts";
import type { Span } from "../../language/ast.ts";
import { sentenceOf } from "../policy/journal-words.ts";
import type { Played } from "./play-scenario.ts";

export interface TimelineLine {
  readonly at: Instant;
  /** `failed`: here something was expected that was not so. */
  readonly is: "act" | "entry" | "failed";
  readonly text: string;
}
/** So many lines are left out here. */
export interface LeftOut {
  readonly is: "left out";
  readonly count: number;
}

/** What is done at an instant comes before what follows from it, and what is expected after both. */
const RANK: Readonly<Record<TimelineLine["is"], number>> = { act: 0, entry: 1, failed: 2 };

/** @param textOf what stands in the source at a span */
export function timelineOf(
  { acts, failures, last }: Pick<Played, "acts" | "failures" | "last">,
  textOf: (span: Span) => string,
): readonly TimelineLine[] {
  const lines = [
    ...acts.map(({ at, span }): TimelineLine => ({ at, is: "act", text: oneLine(textOf(span)) })),
    ...last.journal.map((entry): TimelineLine => ({ at: entry.at, is: "entry", text: sentenceOf(entry) })),
    ...failures.map(({ at, message }): TimelineLine => ({ at, is: "failed", text: message })),
  ];
  return lines.toSorted((one, other) => one.at - other.at || RANK[one.is] - RANK[other.is]);
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Lines that are shown before a failure, and behind it. */
const BEFORE = 12;
const BEHIND = 3;

/** Only what lies around the failures, where the whole would be long. */
export function aroundFailures(lines: readonly TimelineLine[]): readonly (TimelineLine | LeftOut)[] {
  const failed = lines.flatMap(({ is }, index) => (is === "failed" ? [index] : []));
  const isNear = (index: number): boolean =>
    failed.some((at) => index >= at - BEFORE && index <= at + BEHIND);
  const shown: (TimelineLine | LeftOut)[] = [];
  for (const [index, line] of lines.entries()) {
    const before = shown.at(-1);
    if (isNear(index)) shown.push(line);
    else if (before?.is === "left out") shown[shown.length - 1] = { ...before, count: before.count + 1 };
    else shown.push({ is: "left out", count: 1 });
  }
  return shown;
}

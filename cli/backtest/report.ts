/** A back-test as a report: what was compared, in which words places and counts are told, and the same as Markdown. */
import type { Backtest } from "../../runtime/backtest/backtest.ts";
import { type Case, type Count, type JourneyComparison, placeOf } from "../../runtime/backtest/compare.ts";
import { escapeMarkdown } from "../print/markdown.ts";

export interface Report {
  /** What stands for the two versions, such as `origin/main (3f2a1c9)` and `the work tree`. */
  readonly base: string;
  readonly head: string;
  /** Where the history is from. */
  readonly source: string;
  readonly backtest: Backtest;
}

/** What must be known to read the figures. */
export const ASSUMED =
  "People are taken to answer as they did then, as long after they were asked; where nobody was asked or nobody answered, nobody answers. Calls of other systems succeed. Whoever was under way before the period begins anew.";

export const days = ({ from, until }: Backtest["period"]): string =>
  `${new Date(from).toISOString().slice(0, 10)} to ${new Date(until).toISOString().slice(0, 10)}`;

export const number = (count: number): string => count.toLocaleString("en-US");
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

/** The one sentence that a reviewer reads first. */
export function headline({ comparison: { people, differ } }: Backtest): string {
  if (people === 0) return "Nobody would have entered a journey, in either version.";
  if (differ === 0) return `All ${plural(people, "person", "people")} would have taken the same course.`;
  return `${number(differ)} of ${plural(people, "person", "people")} would have taken another course.`;
}

/** Those who come to the same place, and yet not the same way. */
export function quietChanges({ otherWay, sooner, later }: JourneyComparison): string | null {
  const parts = [
    ...(otherWay > 0 ? [`${number(otherWay)} on another way`] : []),
    ...(sooner > 0 ? [`${number(sooner)} sooner`] : []),
    ...(later > 0 ? [`${number(later)} later`] : []),
  ];
  return parts.length === 0 ? null : `To the same place: ${parts.join(", ")}.`;
}

/** Messages, requests and breaches whose number is another. */
export function contactRows({
  comparison: { told, asked, breached },
}: Backtest): readonly (Count & { readonly what: string })[] {
  const as = (what: string, counts: readonly Count[]) => counts.map((count) => ({ what, ...count }));
  return [...as("message", told), ...as("request", asked), ...as("request out of time", breached)];
}

/** What a version could not use, in sentences. */
export function leftovers({ base, head, backtest: { before, after } }: Report): readonly string[] {
  const refused = (version: string, { refused }: Backtest["before"]): readonly string[] =>
    refused.map(({ why, facts }) => `${plural(facts, "fact")} could not come in with ${version}: ${why}`);
  const unasked = after.unasked.filter(({ journey, name, answers }) => {
    const was = before.unasked.find((one) => one.journey === journey && one.name === name);
    return was === undefined || was.answers !== answers;
  });
  return [
    ...refused(base, before),
    ...refused(head, after),
    ...unasked.map(
      ({ journey, name, answers }) =>
        `${plural(answers, "answer")} to ${name} of ${journey} found nobody who asks with ${head}.`,
    ),
  ];
}

/** `nurture -> exit converted`, or what else is another. */
export function caseLine({ journey, before, after }: Case): string {
  const [from, to] = [placeOf(before), placeOf(after)];
  if (from !== to) return `${journey}: ${from} -> ${to}`;
  const messages = (after?.told.length ?? 0) - (before?.told.length ?? 0);
  if (messages !== 0)
    return `${journey}: ${from}, ${plural(Math.abs(messages), messages > 0 ? "more message" : "message fewer", messages > 0 ? "more messages" : "messages fewer")}`;
  if (before?.way.join() !== after?.way.join()) return `${journey}: ${from}, by ${after?.way.join(", ")}`;
  return `${journey}: ${from}, at another time`;
}

// ── Markdown ──────────────────────────────────────────────────────────────────────────────────────────────

/** For a review: figures and places, and nobody's name. */
export const toMarkdown = (report: Report): string =>
  ["## Back-test", ...markdownBlocks(report)].join("\n\n");

/** What stands under a heading. */
export function markdownBlocks(report: Report): readonly string[] {
  const { base, head, backtest } = report;
  const source = escapeMarkdown(report.source);
  const { comparison } = backtest;
  const changed = comparison.journeys.filter(isChanged);
  return [
    `${plural(backtest.facts, "fact")} and ${plural(backtest.answers, "answer")} of ${days(backtest.period)} (${source}), once through ${escapeMarkdown(base)} and once through ${escapeMarkdown(head)}.`,
    `**${headline(backtest)}**`,
    ...changed.flatMap(journeyMarkdown),
    ...table(
      ["", "before", "after"],
      contactRows(backtest).map(({ what, name, before, after }) => [
        `${what} ${escapeMarkdown(name)}`,
        before,
        after,
      ]),
    ),
    ...(leftovers(report).length === 0
      ? []
      : [
          leftovers(report)
            .map((line) => `- ${escapeMarkdown(line)}`)
            .join("\n"),
        ]),
    `<sub>${ASSUMED}</sub>`,
  ];
}

export const isChanged = ({ entered, changed, otherWay, sooner, later }: JourneyComparison): boolean =>
  entered.before !== entered.after || changed.length > 0 || otherWay + sooner + later > 0;

function journeyMarkdown(journey: JourneyComparison): readonly string[] {
  const quiet = quietChanges(journey);
  return [
    `### ${escapeMarkdown(journey.journey)}`,
    ...table(
      ["at the end of the period", "before", "after"],
      [
        ["entered", journey.entered.before, journey.entered.after],
        ...journey.places.map(({ name, before, after }) => [escapeMarkdown(name), before, after]),
      ],
    ),
    ...table(
      ["would have gone", "instead of", "people"],
      journey.changed.map(({ from, to, people }) => [escapeMarkdown(to), escapeMarkdown(from), people]),
    ),
    ...(quiet === null ? [] : [quiet]),
  ];
}

function table(
  titles: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => (typeof cell === "number" ? number(cell) : cell)).join(" | ")} |`;
  const rule = `|${titles.map((_, at) => (typeof rows[0]?.[at] === "number" ? "---:|" : "---|")).join("")}`;
  return [[line(titles), rule, ...rows.map(line)].join("\n")];
}

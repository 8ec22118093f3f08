/**
 * A review as one comment of a pull request: what a manager has to know in its first lines, and all the rest folded.
 * The same review gives the same text. No line begins with what somebody wrote.
 */
import type { Change } from "../../compiler/diff/change.ts";
import { groupsOf, headline, MARKS } from "../diff/report.ts";
import { couldSpeak } from "../diff/report-data.ts";
import { clip, escapeMarkdown } from "../print/markdown.ts";
import { changeWords, partsOf } from "./comment-parts.ts";
import { fitComment } from "./fit-comment.ts";
import { missingRoles, type Review, type ReviewedChange, stopsOf } from "./review.ts";

export function commentOf(review: Review): string {
  const { base, head } = review;
  const opening = [markerOf(review.dir), `## ${titleOf(review)}`, statusOf(review), ...firstLines(review)];
  const closing = `<sub>Before: ${escapeMarkdown(base.name)}; after: ${escapeMarkdown(head.name)}. Written by \`baton review\`.</sub>`;
  return fitComment(opening.join("\n\n"), partsOf(review), closing);
}

/** By which a comment is found again, to be written anew: one for each folder of journeys. */
export const markerOf = (dir: string): string =>
  `<!-- baton review of ${dir.replaceAll(/[^\w./]+/g, "_")} -->`;

function titleOf({ change }: Review): string {
  return "why" in change ? "The journeys could not be compared" : headline(change.report).replace(/\.$/, "");
}

function statusOf(review: Review): string {
  const stops = stopsOf(review);
  if (stops.length > 0) return `⛔ **Not to be merged yet:** ${escapeMarkdown(stops.join("; "))}.`;
  const { change, scenarios } = review;
  const agreed =
    !("why" in change) && change.verdict.agreements.length > 0
      ? "all who must agree have"
      : "nobody's agreement is needed";
  const held = "why" in scenarios ? scenarios.why : `all ${scenarios.cases.length} scenarios hold`;
  return `✅ **Nothing stands against it:** ${escapeMarkdown(`${agreed}; no errors; ${held}`)}.`;
}

const MOST_FIRST = 3;
const LONGEST_FIRST = 220;

function firstLines({ change }: Review): readonly string[] {
  if ("why" in change) return [];
  const agree = mustAgree(change);
  const first = firstChanges(change);
  return [...(first.length === 0 ? [] : [first.join("\n")]), ...(agree === null ? [] : [agree])];
}

/** Of each that it concerns the change that takes most from them, and whoever has most to lose first. */
function firstChanges({ report }: ReviewedChange): readonly string[] {
  const groups = groupsOf(report).filter(({ changes }) => changes.some(({ effect }) => effect !== "neutral"));
  const shown = groups.slice(0, MOST_FIRST).flatMap(({ title, changes }) => {
    const [first] = changes;
    return first === undefined
      ? []
      : [`- **${MARKS[first.effect]}** ${escapeMarkdown(title.replace(/^F/, "f"))}: ${firstWords(first)}`];
  });
  const more = report.diff.changes.length - shown.length;
  return shown.length === 0 || more === 0 ? shown : [...shown, `- ${more} more below`];
}

const firstWords = (change: Change): string => escapeMarkdown(clip(changeWords(change), LONGEST_FIRST));

function mustAgree({ verdict, report }: ReviewedChange): string | null {
  const missing = missingRoles(verdict);
  if (missing.length === 0) return null;
  const words = missing.map((role) => {
    const could = couldSpeak(role, report.model);
    return could.length === 0 ? `${role} (nobody fills it)` : `${role} (${could.join(" or ")})`;
  });
  return `**Must still agree:** ${escapeMarkdown(words.join("; "))}`;
}

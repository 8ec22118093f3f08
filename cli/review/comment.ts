/**
 * A review as one comment of a pull request: what a manager has to know in its first lines, and all the rest folded.
 * The same review gives the same text. No line begins with what somebody wrote.
 */
import type { Change } from "../../compiler/diff/change.ts";
import type { Fate } from "../../compiler/diff/impact.ts";
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

function firstLines({ change, base, baseHasErrors }: Review): readonly string[] {
  if ("why" in change) return [];
  const agree = mustAgree(change);
  const first = firstChanges(change);
  const people = peopleWords(change);
  const doubt = `${escapeMarkdown(base.name)} has errors: what is told to change is what reads otherwise, whether it runs otherwise or not.`;
  return [
    ...(baseHasErrors ? [doubt] : []),
    ...(first.length === 0 ? [] : [first.join("\n")]),
    ...(people === null ? [] : [`**People inside:** ${escapeMarkdown(people)}`]),
    ...(agree === null ? [] : [agree]),
  ];
}

/** What becomes of several at once. */
const FATES: Readonly<Record<Fate["will"], string>> = {
  "goes on": "go on",
  stays: "stay in their version",
  "moves at its next stage": "move at their next stage",
  "may move at once": "may be moved at once",
  "needs a map": "need a map to be moved",
  "has no release": "are in a version of which nothing is kept",
  "has another text": "are in a version whose text is another",
};

/** `null`: nobody is inside, or nobody knows. */
function peopleWords({ people }: ReviewedChange): string | null {
  if (people === null || people.is === "unknown" || people.impact.inside === 0) return null;
  const groups = people.impact.releases
    .filter(({ isConcerned }) => isConcerned)
    .flatMap((release) => release.groups);
  const concerned = groups.reduce((sum, { count }) => sum + count, 0);
  const fates = Object.entries(FATES).flatMap(([will, words]) => {
    const count = groups.filter((group) => group.will === will).reduce((sum, one) => sum + one.count, 0);
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const words = `${concerned} of ${people.impact.inside} are in a journey that changes`;
  return fates.length === 0 ? `${words}.` : `${words}: ${fates.join(", ")}.`;
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

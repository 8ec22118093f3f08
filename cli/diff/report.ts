/** A diff as a report: by whom it concerns, in sentences, and the same as Markdown for a review. */
import type { Change, Diff, Effect, Place, ScenarioChange } from "../../compiler/diff/change.ts";
import type { Model } from "../../compiler/model.ts";
import { groupBy } from "../../runtime/backtest/group-by.ts";
import { escapeMarkdown } from "../print/markdown.ts";

export interface DiffReport {
  /** What stands for the two states, such as `origin/main (3f2a1c9)` and `the work tree`. */
  readonly base: string;
  readonly head: string;
  readonly diff: Diff;
  /** The state of now: for the titles of roles. */
  readonly model: Model;
}

export interface Group {
  /** Such as `For sdr, Sales development`. */
  readonly title: string;
  readonly changes: readonly Change[];
}

/** Whoever has most to lose comes first; in a group what is weaker does. */
export function groupsOf({ diff: { changes }, model }: DiffReport): readonly Group[] {
  const groups = groupBy(changes, ({ affects }) => affects[0] ?? "");
  return [...groups]
    .map(([who, all]) => ({ who, changes: all.toSorted(byLoss) }))
    .sort(
      (a, b) =>
        losses(b.changes) - losses(a.changes) ||
        Number(a.who === "") - Number(b.who === "") ||
        felt(b.changes) - felt(a.changes),
    )
    .map((group) => ({ title: titleOf(group.who, model), changes: group.changes }));
}

const ORDER: readonly Effect[] = ["weaker", "different", "stronger", "neutral"];
const rank = ({ effect }: Change): number => ORDER.indexOf(effect);
/** What is weaker comes first. */
export const byLoss = (a: Change, b: Change): number => rank(a) - rank(b);
const losses = (changes: readonly Change[]): number =>
  changes.filter(({ effect }) => effect === "weaker").length;
const felt = (changes: readonly Change[]): number =>
  changes.filter(({ effect }) => effect !== "neutral").length;

function titleOf(who: string, { roles, subjects }: Model): string {
  if (who === "") return "For nobody in particular";
  const title = roles.get(who)?.title?.text ?? subjects.get(who)?.title?.text;
  const words = title === undefined ? who : `${who} (${title})`;
  return subjects.has(who) && !roles.has(who) ? `For the ${words}` : `For ${words}`;
}

/** The one sentence that a reviewer reads first. */
export function headline({ diff: { changes, scenarios, onlyText } }: DiffReport): string {
  if (changes.length > 0) {
    const counts = ORDER.flatMap((effect) => {
      const count = changes.filter((change) => change.effect === effect).length;
      return count === 0 ? [] : [`${count} ${effect}`];
    });
    return `${changes.length} change${changes.length === 1 ? "" : "s"}: ${counts.join(", ")}.`;
  }
  if (scenarios.length > 0) return "Only scenarios change: nothing that runs does.";
  return onlyText.length > 0
    ? "Only the text is another: nothing that runs changes, and nothing that is kept beside it."
    : "Nothing changes.";
}

/** `lead_to_customer, stage nurture`, `ladder prompt`. */
export function placeWords({ kind, name, part }: Place): string {
  if (part !== undefined) return `${name}, ${part.kind} ${part.name}`;
  return `${kind}${name === "" ? "" : ` ${name}`}`;
}

/** Others whom it concerns, beside the one whose group it stands in. */
export const others = ({ affects }: Change): string =>
  affects.length < 2 ? "" : ` [also ${affects.slice(1).join(", ")}]`;

export const scenarioWords = ({ how, journey, title }: ScenarioChange): string =>
  `scenario ${how}: ${journey}: ${title}`;

// ── Markdown ──────────────────────────────────────────────────────────────────────────────────────────────

export const MARKS: Readonly<Record<Effect, string>> = {
  stronger: "▲ stronger",
  weaker: "▼ weaker",
  different: "◆ different",
  neutral: "· neutral",
};

export function toMarkdown(report: DiffReport): string {
  const { base, head, diff } = report;
  return [
    `### ${headline(report)}`,
    `${escapeMarkdown(base)} → ${escapeMarkdown(head)}`,
    ...groupsOf(report).flatMap(({ title, changes }) => [
      `#### ${escapeMarkdown(title)}`,
      changes.map((change) => `- **${MARKS[change.effect]}** ${markdownOf(change)}`).join("\n"),
    ]),
    ...(diff.scenarios.length === 0
      ? []
      : [
          "#### Scenarios",
          diff.scenarios.map((one) => `- ${escapeMarkdown(scenarioWords(one))}`).join("\n"),
        ]),
    ...(diff.onlyText.length === 0
      ? []
      : [`Only the text is another in ${diff.onlyText.map(escapeMarkdown).join(", ")}.`]),
  ].join("\n\n");
}

const markdownOf = (change: Change): string =>
  `${escapeMarkdown(placeWords(change.place))}: ${escapeMarkdown(change.sentence)}${escapeMarkdown(others(change))}`;

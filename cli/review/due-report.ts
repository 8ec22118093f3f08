/** The list of what is due, as a terminal and a pull request show it. */
import { groupBy } from "../../runtime/backtest/group-by.ts";
import type { Io, Paint } from "../io.ts";
import { markdownTable } from "../print/markdown.ts";
import { plain } from "../print/plain.ts";
import { type Column, tableLines } from "../print/table.ts";
import { type DueReview, isDue, isPastGrace } from "./due-reviews.ts";

/** `11 days over`, `38 days left`. */
export function standingWords({ standing }: DueReview): string {
  switch (standing.is) {
    case "undated":
      return "never reviewed";
    case "to come":
      return `${daysWords(standing.left)} left`;
    case "due":
      return "today";
    case "overdue":
      return `${daysWords(standing.over)} over`;
    case "past its grace":
      return `${daysWords(standing.over)} over, past its grace`;
  }
}

export const daysWords = (days: number): string => `${days} ${days === 1 ? "day" : "days"}`;

const columns = (paint: Pick<Paint, "red" | "yellow">): readonly Column<DueReview>[] => [
  { title: "review", of: ({ of, name }) => `${of} ${name}` },
  { title: "every", of: ({ every }) => every },
  { title: "last", of: ({ last }) => last ?? "never" },
  { title: "due", of: ({ due }) => due ?? "" },
  {
    title: "standing",
    of: standingWords,
    paint: (text, row) => (isPastGrace(row) ? paint.red(text) : isDue(row) ? paint.yellow(text) : text),
  },
  { title: "grace until", of: ({ until }) => until ?? "" },
];

export function tellDue(reviews: readonly DueReview[], io: Io): void {
  const whole = columns(io.paint);
  for (const [owner, owned] of byOwner(reviews)) {
    io.out(`${io.paint.bold(owner)}${peopleWords(owned[0])}`);
    for (const line of tableLines(whole, owned, io.paint.dim)) io.out(`  ${line}`);
    io.out("");
  }
}

/** For a review or an agenda. `of`: with those that are not shown. */
export const dueMarkdown = (reviews: readonly DueReview[], of = reviews): string =>
  [
    `**${summaryWords(of)}**`,
    ...byOwner(reviews).flatMap(([owner, owned]) => [
      `### ${owner}${peopleWords(owned[0])}`,
      markdownTable(columns({ red: String, yellow: String }), owned),
    ]),
  ].join("\n\n");

/** `2 of 6 reviews are due, 1 of them past its grace.` `reviews` in the order in which they are due. */
export function summaryWords(reviews: readonly DueReview[]): string {
  if (reviews.length === 0) return "Nothing is reviewed: no journey, score or route has a `review` line.";
  const due = reviews.filter(isDue).length;
  const late = reviews.filter(isPastGrace).length;
  const undated = reviews.filter(({ standing }) => standing.is === "undated").length;
  const lapsed = late === 0 ? "" : `, ${late} of them past ${late === 1 ? "its" : "their"} grace`;
  const never = undated === 0 ? "" : ` ${undated} ${undated === 1 ? "has" : "have"} never been.`;
  const next = reviews.find(({ standing }) => standing.is === "to come")?.due;
  if (due === 0) return `No review is due${next == null ? "" : `: the next is on ${next}`}.${never}`;
  return `${due} of ${reviews.length} reviews ${due === 1 ? "is" : "are"} due${lapsed}.${never}`;
}

const byOwner = (reviews: readonly DueReview[]) => [...groupBy(reviews, ({ owner }) => owner ?? "nobody")];

/** ` (dag)`. */
const peopleWords = (review: DueReview | undefined): string =>
  review === undefined || review.people.length === 0 ? "" : ` (${review.people.map(plain).join(", ")})`;

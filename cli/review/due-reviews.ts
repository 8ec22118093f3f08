/** What is to be reviewed, on the day of whoever owns it. */
import { byCodeUnit } from "../../compiler/by-code-unit.ts";
import type { Model } from "../../compiler/model.ts";
import { type ReviewLine, type ReviewStanding, reviewLines, standingOn } from "../../compiler/reviews.ts";

export interface DueReview extends Omit<ReviewLine, "node"> {
  /** As the model has it, and the line within it, from 1. */
  readonly file: string;
  readonly line: number;
  readonly standing: ReviewStanding;
  /** The day for which that is so, where the owner works. */
  readonly today: string;
  /** Who fills the owner's role today. */
  readonly people: readonly string[];
}

export interface DueOptions {
  /** `YYYY-MM-DD`; without it, the day that it is now where each owner works. */
  readonly on: string | undefined;
  readonly now: Date;
  readonly graceDays: number | undefined;
}

/** What is due first, first; what has no date yet, last. */
export function dueReviews(model: Model, { on, now, graceDays }: DueOptions): readonly DueReview[] {
  const found = reviewLines(model, graceDays).map(({ node, ...line }): DueReview => {
    const today = on ?? todayIn(zoneOf(line.owner, model), now);
    const text = model.files.find(({ path }) => path === node.span.file)?.text ?? "";
    return {
      ...line,
      file: node.span.file,
      line: text.slice(0, node.span.start).split("\n").length,
      standing: standingOn(line, today),
      today,
      people: (model.people?.people ?? []).flatMap(({ id, roles }) =>
        line.owner !== null && roles.includes(line.owner) ? [id] : [],
      ),
    };
  });
  return found.toSorted((one, other) => byCodeUnit(one.due ?? LAST, other.due ?? LAST));
}

/** Behind every date. */
const LAST = "~";

export const isPastGrace = ({ standing }: DueReview): boolean => standing.is === "past its grace";

export const isDue = ({ standing: { is } }: DueReview): boolean => is !== "to come" && is !== "undated";

function zoneOf(owner: string | null, { roles, calendars }: Model): string {
  const hours = owner === null ? undefined : roles.get(owner)?.hours?.text;
  return calendars.get(hours ?? "")?.zone?.text ?? "UTC";
}

/** In Sweden a date is written as the language writes it. */
const todayIn = (zone: string, now: Date): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(now);

/**
 * What its owner has promised to look at again, and by which day (`review every 3 months, last 2026-10-01`). The one
 * place where that day is worked out: `check` warns of it, `baton reviews` lists it, and an installation opens a task
 * on it.
 */
import type * as ast from "../language/ast.ts";
import { durationWords } from "./describe/words.ts";
import type { Model } from "./model.ts";

/** Where the project says nothing else. Docs: docs/checks/review-lapsed.md. */
export const REVIEW_GRACE_DAYS = 90;

export type ReviewedKind = "journey" | "score" | "route";

/** Dates are `YYYY-MM-DD`, of the calendar in which the owner works. */
export interface ReviewLine {
  readonly of: ReviewedKind;
  readonly name: string;
  /** A role; `null`: the text names none, which is a finding of its own. */
  readonly owner: string | null;
  /** In words: `3 months`. */
  readonly every: string;
  /** `null`: no review is written down, or by no day of the calendar. */
  readonly last: string | null;
  /** The last day on which the next review is in time. */
  readonly due: string | null;
  /** The last day of the grace. */
  readonly until: string | null;
  /** Whether it counts no longer once the grace is over, as a score does. */
  readonly lapses: boolean;
  readonly node: ast.Review;
}

/** In the order of the texts, journeys before scores before routes. */
export function reviewLines(model: Model, graceDays = REVIEW_GRACE_DAYS): readonly ReviewLine[] {
  const { journeys, scores, routes } = model;
  return [
    ...linesOf("journey", journeys.values(), graceDays),
    ...linesOf("score", scores.values(), graceDays),
    ...linesOf("route", routes.values(), graceDays),
  ];
}

type Reviewed = ast.JourneyDeclaration | ast.ScoreDeclaration | ast.RouteDeclaration;

const linesOf = (of: ReviewedKind, nodes: Iterable<Reviewed>, graceDays: number): readonly ReviewLine[] =>
  [...nodes].flatMap(({ name, owner, review }) => {
    if (review === undefined) return [];
    const last = review.last?.text ?? null;
    const due = last === null ? null : dueDate(last, review);
    return {
      of,
      name: name.text,
      owner: owner?.text ?? null,
      every: durationWords(review.every),
      last: due === null ? null : last,
      due,
      until: due === null ? null : daysAfter(due, graceDays),
      lapses: of === "score",
      node: review,
    };
  });

// ── On a day ──────────────────────────────────────────────────────────────────────────────────────────────

/** `undated`: it cannot fall due before a first one is written down. */
export type ReviewStanding =
  | { readonly is: "undated" }
  /** Days until the last one on which it is in time; 0: today. */
  | { readonly is: "to come" | "due"; readonly left: number }
  /** Days since then. */
  | { readonly is: "overdue" | "past its grace"; readonly over: number };

/** @param today `YYYY-MM-DD` */
export function standingOn({ due, until }: Pick<ReviewLine, "due" | "until">, today: string): ReviewStanding {
  if (due === null || until === null) return { is: "undated" };
  const left = daysBetween(today, due);
  if (left > 0) return { is: "to come", left };
  if (left === 0) return { is: "due", left };
  return { is: until < today ? "past its grace" : "overdue", over: -left };
}

/**
 * Whether a review is said to have been on a day that has not come (both `YYYY-MM-DD`). One day is let pass: where its
 * owner works it may be tomorrow already.
 */
export const isAhead = (last: string, today: string): boolean => daysBetween(today, last) > 1;

// ── Dates ─────────────────────────────────────────────────────────────────────────────────────────────────

const DAY = 24 * 60 * 60 * 1000;
const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`);

const daysAfter = (date: string, days: number): string =>
  new Date(midnight(date) + days * DAY).toISOString().slice(0, 10);

const daysBetween = (from: string, to: string): number => Math.round((midnight(to) - midnight(from)) / DAY);

const MONTHS = { month: 1, quarter: 3, year: 12 };
const DAYS = { minute: 0, hour: 0, day: 1, week: 7 };

/** `null` when the last one is no day of the calendar. */
function dueDate(last: string, { every }: ast.Review): string | null {
  const date = new Date(midnight(last));
  if (Number.isNaN(date.getTime())) return null;
  const sum = (units: Readonly<Record<string, number>>) =>
    every.parts.reduce((total, { amount, unit }) => total + amount * (units[unit] ?? 0), 0);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + sum(MONTHS);
  // A month clips at the month's end: day 0 of the next is the last of this one.
  const lastOfMonth = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastOfMonth) + sum(DAYS);
  return new Date(Date.UTC(Math.floor(months / 12), months % 12, day)).toISOString().slice(0, 10);
}

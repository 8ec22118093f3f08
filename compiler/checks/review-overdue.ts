/**
 * A review that is written down and past. Of a score that is a warning until the grace is over, and then an error: what
 * nobody has looked at for so long must not go on deciding who is called.
 */
import type { Review } from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import type { Check } from "./check.ts";

/** Where the project says nothing else. Docs: docs/checks/review-lapsed.md. */
export const REVIEW_GRACE_DAYS = 90;

export const reviewOverdue: Check = (model, { today, reviewGraceDays = REVIEW_GRACE_DAYS }) => {
  if (today === undefined) return [];
  return reviewed(model).flatMap(({ what, review, lapses }) => {
    const due = review?.last === undefined ? undefined : dueDate(review.last.text, review);
    if (review === undefined || due === undefined || due >= today) return [];
    const last = daysAfter(due, reviewGraceDays);
    return lapses && last < today
      ? [report("review-lapsed", { what, due, last }, review.span)]
      : [report("review-overdue", { what, due }, review.span)];
  });
};

interface Reviewed {
  readonly what: string;
  readonly review: Review | undefined;
  /** Whether it counts no longer once the grace is over. */
  readonly lapses: boolean;
}

function reviewed({ journeys, scores, routes }: Model): readonly Reviewed[] {
  return [
    ...[...journeys.values()].map(({ name, review }) => ({
      what: `journey \`${name.text}\``,
      review,
      lapses: false,
    })),
    ...[...scores.values()].map(({ name, review }) => ({
      what: `score \`${name.text}\``,
      review,
      lapses: true,
    })),
    ...[...routes.values()].map(({ name, review }) => ({
      what: `route \`${name.text}\``,
      review,
      lapses: false,
    })),
  ];
}

const DAY = 24 * 60 * 60 * 1000;

function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

const MONTHS = { month: 1, quarter: 3, year: 12 };
const DAYS = { minute: 0, hour: 0, day: 1, week: 7 };

/** The day by which the next review is due; `undefined` when the last one is no day of the calendar. */
function dueDate(last: string, { every }: Review): string | undefined {
  const date = new Date(`${last}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return undefined;
  const sum = (units: Readonly<Record<string, number>>) =>
    every.parts.reduce((total, { amount, unit }) => total + amount * (units[unit] ?? 0), 0);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + sum(MONTHS);
  // A month clips at the month's end: day 0 of the next is the last of this one.
  const lastOfMonth = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastOfMonth) + sum(DAYS);
  return new Date(Date.UTC(Math.floor(months / 12), months % 12, day)).toISOString().slice(0, 10);
}

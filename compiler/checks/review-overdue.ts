/** A review that is written down and past. */
import type { Review } from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import type { Check } from "./check.ts";

export const reviewOverdue: Check = (model, { today }) => {
  if (today === undefined) return [];
  return reviewed(model).flatMap(({ what, review }) => {
    const due = review?.last === undefined ? undefined : dueDate(review.last.text, review);
    return review === undefined || due === undefined || due >= today
      ? []
      : [report("review-overdue", { what, due }, review.span)];
  });
};

function reviewed({
  journeys,
  scores,
  routes,
}: Model): readonly { what: string; review: Review | undefined }[] {
  return [
    ...[...journeys.values()].map(({ name, review }) => ({ what: `journey \`${name.text}\``, review })),
    ...[...scores.values()].map(({ name, review }) => ({ what: `score \`${name.text}\``, review })),
    ...[...routes.values()].map(({ name, review }) => ({ what: `route \`${name.text}\``, review })),
  ];
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

/** Lengths of time where no calendar is asked: caps, rates and counted days. */
import type { Duration } from "../../compiler/plan.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Milliseconds of a length, a day being 24 hours and a month 30 days. */
export const exactMs = (length: Duration): number =>
  ((length.months ?? 0) * 30 + (length.days ?? 0)) * DAY + (length.ms ?? 0);

/**
 * The first instant from `from` on at which one more happening leaves no stretch `[s, s + per)` with more than
 * `times` in it. `taken` need not be sorted, and may lie on both sides of `from`.
 */
export function earliestWithin(taken: readonly number[], times: number, per: number, from: number): number {
  const sorted = [...taken].sort((one, other) => one - other);
  const candidates = [from, ...sorted.map((at) => at + per).filter((at) => at > from)];
  return candidates.find((at) => fits(sorted, times, per, at)) ?? from;
}

/** Whether one more at `at` keeps the limit. The fullest stretches begin at a happening or at `at` itself. */
export function fits(taken: readonly number[], times: number, per: number, at: number): boolean {
  const near = taken.filter((other) => Math.abs(other - at) < per);
  const starts = [at, ...near.filter((other) => other <= at)];
  return starts.every(
    (start) => near.filter((other) => other >= start && other < start + per).length < times,
  );
}

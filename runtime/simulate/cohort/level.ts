/** A number that goes up and down, such as the length of a queue: its mean week by week, and its highest. */
import type { Instant } from "../../../compiler/plan.ts";
import { DAY } from "../../policy/exact-time.ts";

export const WEEK = 7 * DAY;

export class Level {
  private readonly start: Instant;
  /** Time for which it stood at its value, week by week. */
  private readonly areas: number[] = [];
  /** Milliseconds above `limit`. */
  private over = 0;
  private readonly limit: number;
  private value = 0;
  private since: Instant;
  private highest = 0;

  constructor(start: Instant, limit = Number.POSITIVE_INFINITY) {
    this.start = start;
    this.since = start;
    this.limit = limit;
  }

  add(change: number, now: Instant): void {
    this.passTo(now);
    this.value += change;
    this.highest = Math.max(this.highest, this.value);
  }

  /** Up to `now`; `weeks` has the mean of each begun week. */
  report(now: Instant): {
    readonly weeks: readonly number[];
    readonly mean: number;
    readonly highest: number;
    readonly over: number;
  } {
    this.passTo(now);
    const total = this.areas.reduce((sum, area) => sum + area, 0);
    const span = now - this.start;
    const weeks = this.areas.map((area, week) => area / Math.min(WEEK, span - week * WEEK));
    return {
      weeks,
      mean: span === 0 ? 0 : total / span,
      highest: this.highest,
      over: span === 0 ? 0 : this.over / span,
    };
  }

  private passTo(now: Instant): void {
    if (this.value > this.limit) this.over += now - this.since;
    while (this.since < now) {
      const week = Math.floor((this.since - this.start) / WEEK);
      const end = Math.min(now, this.start + (week + 1) * WEEK);
      this.areas[week] = (this.areas[week] ?? 0) + this.value * (end - this.since);
      this.since = end;
    }
  }
}

/** Half of the values lie at or below `median`, nine of ten at or below `p90`; `null`: there are none. */
export interface Quantiles {
  readonly count: number;
  readonly median: number;
  readonly p90: number;
  readonly p95: number;
  readonly max: number;
}

export function quantilesOf(values: readonly number[]): Quantiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { count: sorted.length, median: at(0.5), p90: at(0.9), p95: at(0.95), max: at(1) };
}

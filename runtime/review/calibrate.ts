/**
 * Whether a higher band of a score reaches what the score is validated against more often (docs/language.md, 4.2). Each
 * subject counts once: in the highest band that it came to before it reached it, or before its time ran out, from when it
 * came there. So the bands share nobody, and may be compared. Only those count whose time ran out in the period: each is
 * looked at by one review, and none is taken for a failure before its time.
 */
import type { Instant } from "../../compiler/plan.ts";
import { groupBy } from "../backtest/group-by.ts";

export interface Arrival {
  readonly subject: string;
  /** `null`: in no band. */
  readonly band: string | null;
  readonly at: Instant;
}

export interface Calibration {
  readonly score: string;
  readonly event: string;
  /** In words: `180 days`. */
  readonly within: string;
  /** From the lowest, which has no name, to the highest. */
  readonly bands: readonly BandFigures[];
  /** What each band says against the one below it. */
  readonly steps: readonly BandStep[];
}

export interface BandFigures {
  readonly band: string | null;
  readonly people: number;
  readonly reached: number;
  /** Shares between 0 and 1: in 95 of 100 such samples the true one lies between them; `null`: nobody counts. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly isTooFew: boolean;
  /** Whose time still runs, and who of them have reached it all the same. */
  readonly running: number;
  readonly reachedSoFar: number;
}

export interface BandStep {
  readonly lower: string | null;
  readonly higher: string | null;
  readonly says: "more often" | "less often" | "cannot be told apart" | "too few";
}

/** Fewer than these say nothing about a band. */
export const ENOUGH = 20;

export interface Calibrating {
  readonly score: string;
  readonly event: string;
  readonly within: string;
  /** From the lowest to the highest, as the score has them. */
  readonly bands: readonly string[];
  readonly arrivals: readonly Arrival[];
  /** When each subject reached the event. */
  readonly goals: ReadonlyMap<string, readonly Instant[]>;
  readonly endOf: (arrival: Instant) => Instant;
  readonly from: Instant;
  readonly until: Instant;
}

export function calibrate(asked: Calibrating): Calibration {
  const { score, event, within, from, until } = asked;
  const judged = [...bySubject(asked)].map(([subject, arrivals]) => judge(subject, arrivals, asked));
  const bands = [null, ...asked.bands].map((band): BandFigures => {
    const inIt = judged.filter((one) => one.band === band);
    const over = inIt.filter(({ end }) => from <= end && end <= until);
    const running = inIt.filter(({ end }) => end > until);
    const reached = over.filter((one) => one.reached).length;
    return {
      band,
      people: over.length,
      reached,
      interval: wilson(reached, over.length),
      isTooFew: over.length < ENOUGH,
      running: running.length,
      reachedSoFar: running.filter((one) => one.reached).length,
    };
  });
  return { score, event, within, bands, steps: stepsOf(bands) };
}

interface Judged {
  readonly band: string | null;
  readonly end: Instant;
  readonly reached: boolean;
}

function judge(subject: string, arrivals: readonly Arrival[], asked: Calibrating): Judged {
  const { bands, endOf, until } = asked;
  const goals = (asked.goals.get(subject) ?? []).filter((at) => at <= until);
  const rank = (band: string | null): number => (band === null ? -1 : bands.indexOf(band));
  const held = arrivals.reduce((highest, next) => {
    const isHigher = rank(next.band) > rank(highest.band);
    const isInTime = next.at <= endOf(highest.at);
    const hasReached = goals.some((at) => highest.at <= at && at < next.at);
    return isHigher && isInTime && !hasReached ? next : highest;
  });
  const end = endOf(held.at);
  return { band: held.band, end, reached: goals.some((at) => held.at <= at && at <= end) };
}

/** Each in the order of time; every list has one. */
const bySubject = ({ arrivals, until }: Calibrating): ReadonlyMap<string, readonly Arrival[]> =>
  groupBy(
    arrivals.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at),
    ({ subject }) => subject,
  );

const stepsOf = (bands: readonly BandFigures[]): readonly BandStep[] =>
  bands.slice(1).flatMap((higher, index) => {
    const lower = bands[index];
    return lower === undefined
      ? []
      : [{ lower: lower.band, higher: higher.band, says: comparisonOf(lower, higher) }];
  });

/** Intervals that do not meet: a stricter test than either of them. */
function comparisonOf(lower: BandFigures, higher: BandFigures): BandStep["says"] {
  if (lower.isTooFew || higher.isTooFew || lower.interval === null || higher.interval === null)
    return "too few";
  if (higher.interval[0] > lower.interval[1]) return "more often";
  return higher.interval[1] < lower.interval[0] ? "less often" : "cannot be told apart";
}

/** 1.96 standard deviations hold 95 of 100. */
const Z = 1.96;

/** The score interval of Wilson (1927): sound for few, and never below 0 or above 1. */
export function wilson(reached: number, people: number): readonly [low: number, high: number] | null {
  if (people === 0) return null;
  const share = reached / people;
  const spread = Z * Math.sqrt((share * (1 - share)) / people + Z ** 2 / (4 * people ** 2));
  const scale = 1 + Z ** 2 / people;
  const middle = share + Z ** 2 / (2 * people);
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}

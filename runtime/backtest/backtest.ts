/** Tries two versions of the journeys on the same history. */
import type { Instant } from "../../compiler/plan.ts";
import { type Comparison, compare } from "./compare.ts";
import type { History } from "./history.ts";
import { type Period, type Replayed, replay, type Version } from "./replay.ts";

export interface Backtest {
  readonly period: Period;
  readonly facts: number;
  readonly answers: number;
  readonly comparison: Comparison;
  /** What each version could not use of the history. */
  readonly before: Leftover;
  readonly after: Leftover;
}
export type Leftover = Pick<Replayed, "refused" | "unasked">;

/** Pure, and the same for the same history and versions. */
export function backtest(history: History, before: Version, after: Version, period: Period): Backtest {
  const isIn = ({ at }: { readonly at: string }): boolean => isWithin(Date.parse(at), period);
  const within = {
    ...history,
    events: history.events.filter(isIn),
    answers: history.answers.filter(isIn),
  };
  const [was, is] = [replay(within, before, period), replay(within, after, period)];
  return {
    period,
    facts: within.events.length,
    answers: within.answers.length,
    comparison: compare(was, is),
    before: leftoverOf(was),
    after: leftoverOf(is),
  };
}

const isWithin = (at: Instant, { from, until }: Period): boolean => from <= at && at <= until;
const leftoverOf = ({ refused, unasked }: Replayed): Leftover => ({ refused, unasked });

/** From the first thing that a history tells to the last; `null` when it tells nothing that happened. */
export function periodOf({ events, answers }: History): Period | null {
  const instants = [...events.map(({ at }) => at), ...answers.map(({ at }) => at)].map((at) =>
    Date.parse(at),
  );
  const [first] = instants;
  if (first === undefined) return null;
  return instants.reduce(
    ({ from, until }, at) => ({ from: Math.min(from, at), until: Math.max(until, at) }),
    { from: first, until: first },
  );
}

/**
 * The figures of a history, in virtual time: what came in and what people answered goes through the journeys as their text
 * stands, and what they write down is counted. With it how the scores that a journey reads have held.
 */
import type { Instant, Plan } from "../../compiler/plan.ts";
import type { History } from "../backtest/history.ts";
import { replay, type Version } from "../backtest/replay.ts";
import { type Arrival, type Calibration, calibrate } from "./calibrate.ts";
import { RecordTally, type TallyOptions } from "./record-tally.ts";
import type { TrackRecord } from "./track-record.ts";

/** What a score promises, as its text says. */
export interface Validated {
  readonly score: string;
  readonly event: string;
  readonly within: string;
  readonly bands: readonly string[];
  readonly endOf: (arrival: Instant) => Instant;
}

export interface Playing {
  readonly history: History;
  readonly version: Version;
  readonly plan: Plan;
  /** When the history begins: the world does. */
  readonly start: Instant;
  readonly figures: Omit<TallyOptions, "plans" | "people">;
  readonly scores: readonly Validated[];
}

export interface Played {
  readonly figures: TrackRecord;
  readonly calibrations: readonly Calibration[];
  /** Facts that the text of today cannot take in. */
  readonly refused: number;
}

/** Pure: the same history gives the same figures. */
export function playHistory({ history, version, plan, start, figures, scores }: Playing): Played {
  const { from, until } = figures;
  const tally = new RecordTally({ ...figures, plans: [plan], people: version.people });
  const arrivals = new Map<string, Arrival[]>();
  const happened = new Map<string, Map<string, Instant[]>>();
  const { refused } = replay(
    history,
    version,
    { from: start, until },
    {
      wrote: (instance, entry) => {
        if (instance.plan.journey !== plan.journey) return;
        tally.note({ instance: instance.id, subject: instance.subject.id, version: plan.version }, entry);
      },
      banded: ({ id: subject }, score, band, at) => {
        listAt(arrivals, score).push({ subject, band, at });
      },
      took: ({ id }, kind, at) => {
        const ofKind = happened.get(kind) ?? new Map<string, Instant[]>();
        happened.set(kind, ofKind);
        listAt(ofKind, id).push(at);
      },
    },
  );
  const goalsOf = (event: string) => happened.get(event) ?? new Map<string, Instant[]>();
  return {
    figures: tally.figures(goalsOf(plan.goal.event)),
    calibrations: scores.map((score) =>
      calibrate({
        ...score,
        from,
        until,
        arrivals: arrivals.get(score.score) ?? [],
        goals: goalsOf(score.event),
      }),
    ),
    refused: refused.reduce((sum, { facts }) => sum + facts, 0),
  };
}

function listAt<T>(lists: Map<string, T[]>, key: string): T[] {
  const known = lists.get(key) ?? [];
  lists.set(key, known);
  return known;
}

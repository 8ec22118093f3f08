/**
 * All that is counted of one subject, brought up to date: its scores, in the order in which they go by each other,
 * and the readings that journeys ask about. One pure function, used where events come in and in the simulator.
 */
import type { Library, Score } from "../../compiler/library.ts";
import { onceFor } from "../../compiler/once-for.ts";
import type { Condition, Fields, Instant } from "../../compiler/plan.ts";
import { HOLDS } from "../../compiler/readings.ts";
import type { Event } from "../machine/protocol.ts";
import {
  nextTurn,
  noReadings,
  type ReadingState,
  readingState,
  readUpTo,
  type StandingAt,
} from "./readings.ts";
import {
  bandAt,
  bandOf,
  EMPTY_SCORE,
  moveScore,
  nextCrossing,
  type ScoreState,
  scoreState,
  valueAt,
} from "./score.ts";

export interface Counted {
  readonly state: ScoreState | ReadingState;
  readonly band: string | null;
  /** When time alone may change the band; `null`: never. */
  readonly nextCrossing: Instant | null;
}

/** What happens to a subject at an instant. */
export interface SubjectChange {
  readonly kind: string;
  /** Its fields before, all the time since it was last counted, and from now on. */
  readonly before: Fields;
  readonly fields: Fields;
  /** `null` when it is time alone, or fields, that may have changed what is counted. */
  readonly event: Event | null;
  readonly now: Instant;
}

type Rules = Pick<Library, "scores" | "readings">;

/** What was written down of a score or a question about readings, by whatever version. */
export const readKept = ({ scores }: Rules, name: string, kept: unknown): Counted["state"] =>
  scores[name] === undefined ? readingState.parse(kept) : scoreState.parse(kept);

/** By name of the score, or of the question about readings. `kept`: the state until now; `undefined`: none. */
export function countSubject(
  library: Rules,
  kept: (name: string) => Counted["state"] | undefined,
  change: SubjectChange,
): Readonly<Record<string, Counted>> {
  const { kind, now } = change;
  const scores = scoresOf(library.scores).get(kind) ?? [];
  const before = new Map(scores.map(([name]) => [name, ofScore(kept(name)) ?? EMPTY_SCORE]));
  const { states, counted } = countScores(scores, before, change);
  const wasAt = standingOf(scores, before, change.before);
  const isAt = standingOf(scores, states, change.fields);
  const readings = Object.entries(library.readings ?? {}).filter(([, { subject }]) => subject === kind);
  for (const [name, reading] of readings) {
    const known = ofReading(kept(name)) ?? noReadings(now);
    const state = readUpTo(reading, known, now, wasAt);
    counted[name] = {
      state,
      band: state.holds ? HOLDS : null,
      nextCrossing: nextTurn(reading, state, isAt),
    };
  }
  return counted;
}

const ofScore = (state: Counted["state"] | undefined): ScoreState | undefined =>
  state !== undefined && "parts" in state ? state : undefined;
const ofReading = (state: Counted["state"] | undefined): ReadingState | undefined =>
  state !== undefined && "row" in state ? state : undefined;

/** By subject, in the order in which they go by each other. */
const scoresOf = onceFor((scores: Rules["scores"]): ReadonlyMap<string, readonly Named[]> => {
  const kinds = new Set(Object.values(scores).map(({ subject }) => subject));
  const ofKind = (kind: string) => Object.entries(scores).filter(([, { subject }]) => subject === kind);
  return new Map([...kinds].map((kind) => [kind, inOrder(ofKind(kind))]));
});

// ── Scores ────────────────────────────────────────────────────────────────────────────────────────────────

type Named = readonly [name: string, score: Score];
type States = ReadonlyMap<string, ScoreState>;

function countScores(
  scores: readonly Named[],
  before: States,
  { fields, event, now }: SubjectChange,
): { readonly states: States; readonly counted: Record<string, Counted> } {
  const states = new Map<string, ScoreState>();
  const counted: Record<string, Counted> = {};
  const bands: Record<string, string | null> = {};
  for (const [name, score] of scores) {
    const state = moveScore(score, before.get(name) ?? EMPTY_SCORE, event, { fields, bands }, now);
    const next = nextCrossing(score, state, fields, now, bands);
    const band = bandAt(score, state, fields, now, bands);
    states.set(name, state);
    bands[name] = band;
    counted[name] = { state, band, nextCrossing: next };
  }
  return { states, counted };
}

/** What the subject is at any instant, for as long as nothing happens to it. */
function standingOf(scores: readonly Named[], states: States, fields: Fields): StandingAt {
  return (instant) => {
    const bands: Record<string, string | null> = {};
    const values: Record<string, number> = {};
    for (const [name, score] of scores) {
      const value = valueAt(score, states.get(name) ?? EMPTY_SCORE, fields, instant, bands);
      values[name] = value;
      bands[name] = bandOf(score, value);
    }
    return { fields, bands, values };
  };
}

/** Each score after those whose bands it goes by; the compiler lets none go round in a circle. */
function inOrder(scores: readonly Named[]): readonly Named[] {
  const placed = new Set<string>();
  const ordered: Named[] = [];
  const place = ([name, score]: Named): void => {
    if (placed.has(name)) return;
    placed.add(name);
    const goesBy = new Set(conditionsOf(score).flatMap(scoresIn));
    for (const other of scores) if (goesBy.has(other[0])) place(other);
    ordered.push([name, score]);
  };
  for (const score of scores) place(score);
  return ordered;
}

function conditionsOf({ facts, parts }: Score): readonly Condition[] {
  const patterns = parts.flatMap(({ adds, resetsOn }) => [...adds.flatMap(({ on }) => on), ...resetsOn]);
  return [
    ...facts.map(({ when }) => when),
    ...patterns.flatMap(({ where }) => (where === null ? [] : [where])),
    ...parts.flatMap(({ resetsWhen }) => resetsWhen ?? []),
  ];
}

function scoresIn(condition: Condition): readonly string[] {
  switch (condition.is) {
    case "band":
      return [condition.score];
    case "all":
    case "any":
      return condition.of.flatMap(scoresIn);
    case "not":
    case "turns":
      return scoresIn(condition.of);
    default:
      return [];
  }
}

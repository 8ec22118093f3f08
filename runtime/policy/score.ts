/**
 * Scores: one pure function of state, event and instant, used where events come in and in the simulator.
 *
 * A part of a score is a set of contributions, each worth its points at the instant it happened and, where the part
 * halves, less from then on. The value is the sum of all parts and of the facts that hold. What is kept is bounded:
 * the latest contributions one by one, so that a reset that comes in late takes away what happened before it and
 * nothing else, and all older ones folded into one number.
 */
import { z } from "zod";
import type { Score, ScorePart } from "../../compiler/library.ts";
import type { Fields, Instant, Rate } from "../../compiler/plan.ts";
import { holds, matchesAny, viewOfFields } from "../machine/conditions.ts";
import type { Event } from "../machine/protocol.ts";
import { type Decay, firstChange } from "./decay.ts";
import { exactMs, fits } from "./exact-time.ts";

const contribution = z.object({ at: z.number(), points: z.number() });
const partState = z.object({
  /** Ascending by `at`; at most `KEPT`. */
  recent: z.array(contribution),
  /** What came before, worth `points` at `at`; nothing in it is later. */
  older: contribution,
  /** What happened at or before has been reset. */
  resetAt: z.number().nullable(),
  /** By index of an add with a rate: when it counted, at most `KEPT` or its limit. */
  counted: z.record(z.string(), z.array(z.number())),
  /** Whether a state that resets it held when it was last looked at; absent: it did not. */
  held: z.boolean().exactOptional(),
});
/** Stored with the subject, so it may have been written by another version. */
export const scoreState = z.object({ parts: z.record(z.string(), partState) });

export type ScoreState = z.infer<typeof scoreState>;
type PartState = z.infer<typeof partState>;
type Contribution = z.infer<typeof contribution>;

const KEPT = 64;

export const EMPTY_SCORE: ScoreState = { parts: {} };
const EMPTY_PART: PartState = {
  recent: [],
  older: { at: 0, points: 0 },
  resetAt: null,
  counted: {},
};

/** Of whom the score is: what its rules may ask about besides the event. */
export interface Scored {
  readonly fields: Fields;
  /** Of the scores that it goes by. */
  readonly bands: Bands;
}
export type Bands = Readonly<Record<string, string | null>>;

const NOTHING_KNOWN: Scored = { fields: {}, bands: {} };

/** The state after an event, if there is one, and after what now holds of the subject. */
export function moveScore(
  score: Score,
  state: ScoreState,
  event: Event | null,
  subject: Scored,
  now: Instant,
): ScoreState {
  const after =
    event !== null && concerns(score, event) ? applyEvent(score, state, event, now, subject) : state;
  return resetByState(score, after, subject, now);
}

/** Whether any rule of the score looks at this kind of event. */
const concerns = (score: Score, event: Event): boolean =>
  score.parts.some((part) =>
    [...part.resetsOn, ...part.adds.flatMap((add) => add.on)].some((pattern) => pattern.event === event.kind),
  );

/** The state after an event, counted by when it happened; an event that is ahead of the clock counts as of now. */
export function applyEvent(
  score: Score,
  state: ScoreState,
  event: Event,
  now: Instant,
  subject: Scored = NOTHING_KNOWN,
): ScoreState {
  const seen = { ...event, at: Math.min(event.at, now) };
  const parts = score.parts.map(
    (part) => [part.name, applyToPart(part, state.parts[part.name], seen, subject)] as const,
  );
  return { parts: Object.fromEntries(parts) };
}

/**
 * The state of two who were found to be one, as if all had been one's: what was counted of either counts, a reset of
 * either takes away what came before it, and of what a rate allows so often, the earliest stay. From the later of the
 * two on, the value is the sum of both wherever no reset and no rate says otherwise. What holds of the first goes on.
 */
export function addStates(score: Score, one: ScoreState, other: ScoreState): ScoreState {
  const parts = score.parts.map(
    (part) => [part.name, addParts(part, one.parts[part.name], other.parts[part.name])] as const,
  );
  return { parts: Object.fromEntries(parts) };
}

function addParts(part: ScorePart, one: PartState = EMPTY_PART, other: PartState = EMPTY_PART): PartState {
  const mine = other.resetAt === null ? one : resetAt(one, other.resetAt);
  const others = one.resetAt === null ? other : resetAt(other, one.resetAt);
  const rates = part.adds.map((add, index) => {
    const instants = [...(one.counted[index] ?? []), ...(other.counted[index] ?? [])];
    return { add, index, ...sortOut(instants, add.rate) };
  });
  const over = rates.flatMap(({ add, tooMany }) =>
    tooMany
      .filter((at) => mine.resetAt === null || at > mine.resetAt)
      .map((at) => ({ at, points: -add.points })),
  );
  const folded = { ...mine, recent: [], older: fold(part, mine.older, others.older) };
  const added = [...mine.recent, ...others.recent, ...over].reduce<PartState>(
    (state, contribution) => addContribution(part, state, contribution),
    folded,
  );
  const counted = rates.flatMap(({ index, kept }) => (kept.length === 0 ? [] : [[index, kept] as const]));
  return { ...added, counted: Object.fromEntries(counted) };
}

/** Which of all that counted would have, had it been one's: those of a rate in their order, and no more than it allows. */
function sortOut(
  instants: readonly number[],
  rate: Rate | null,
): { readonly kept: number[]; readonly tooMany: readonly number[] } {
  let kept: number[] = [];
  const tooMany: number[] = [];
  for (const at of [...instants].sort((one, other) => one - other))
    if (rate === null) break;
    else if (isWithinRate(kept, rate, at)) kept = remember(kept, rate, at);
    else tooMany.push(at);
  return { kept, tooMany };
}

/** A part resets when a state comes to hold, once; what comes while it holds counts again. */
function resetByState(score: Score, state: ScoreState, { fields, bands }: Scored, now: Instant): ScoreState {
  const view = { ...viewOfFields(now, fields), bands };
  const looked = score.parts.flatMap((part) => {
    if (part.resetsWhen === undefined) return [];
    const before = state.parts[part.name] ?? EMPTY_PART;
    const held = part.resetsWhen.some((when) => holds(when, view));
    if (held === (before.held ?? false)) return [];
    return [[part.name, { ...(held ? resetAt(before, now) : before), held }] as const];
  });
  return looked.length === 0 ? state : { parts: { ...state.parts, ...Object.fromEntries(looked) } };
}

/** The value at an instant that is not before the latest event. */
export function valueAt(
  score: Score,
  state: ScoreState,
  fields: Fields,
  now: Instant,
  bands: Bands = {},
): number {
  const base = constantPoints(score, state, { fields, bands }, now);
  return sumAt(base, decaysOf(score, state, now), now);
}

const sumAt = (base: number, decays: readonly Decay[], at: Instant): number =>
  decays.reduce((sum, decay) => sum + faded(decay.points, at - decay.at, decay.halfLife), base);

/** `null` below the first band. */
export function bandAt(
  score: Score,
  state: ScoreState,
  fields: Fields,
  now: Instant,
  bands: Bands = {},
): string | null {
  return bandOf(score, valueAt(score, state, fields, now, bands));
}

export function bandOf(score: Score, value: number): string | null {
  return score.bands.findLast((band) => value >= band.from)?.name ?? null;
}

/** The first instant after `now` at which decay alone puts the value into another band; `null`: never. */
export function nextCrossing(
  score: Score,
  state: ScoreState,
  fields: Fields,
  now: Instant,
  bands: Bands = {},
): Instant | null {
  const base = constantPoints(score, state, { fields, bands }, now);
  const decays = decaysOf(score, state, now);
  return firstChange(decays, now, (at) => bandOf(score, sumAt(base, decays, at)));
}

// ── Events ────────────────────────────────────────────────────────────────────────────────────────────────

function applyToPart(
  part: ScorePart,
  before: PartState | undefined,
  event: Event,
  { fields, bands }: Scored,
): PartState {
  const view = { ...viewOfFields(event.at, fields, event.fields), bands };
  const state = before ?? EMPTY_PART;
  const reset = matchesAny(part.resetsOn, event, view) ? resetAt(state, event.at) : state;
  return part.adds.reduce(
    (current, add, index) =>
      matchesAny(add.on, event, view) ? count(part, current, index, event.at) : current,
    reset,
  );
}

function resetAt(state: PartState, at: Instant): PartState {
  return {
    ...state,
    recent: state.recent.filter((one) => one.at > at),
    older: state.older.at <= at ? EMPTY_PART.older : state.older,
    resetAt: Math.max(at, state.resetAt ?? at),
  };
}

function count(part: ScorePart, state: PartState, index: number, at: Instant): PartState {
  const add = part.adds[index];
  const isReset = state.resetAt !== null && at <= state.resetAt;
  if (add === undefined || isReset) return state;
  const counted = state.counted[index] ?? [];
  if (add.rate !== null && !isWithinRate(counted, add.rate, at)) return state;
  return {
    ...addContribution(part, state, { at, points: add.points }),
    counted:
      add.rate === null ? state.counted : { ...state.counted, [index]: remember(counted, add.rate, at) },
  };
}

/** A subject has one visit, its whole life: `per visit` is `ever` here. */
const isWithinRate = (counted: readonly number[], rate: Rate, at: Instant): boolean =>
  typeof rate.per === "string"
    ? counted.length < rate.times
    : fits(counted, rate.times, exactMs(rate.per), at);

/** Of a rate by time the latest are kept: of those that come in very late after them, more than `times` may count. */
function remember(counted: readonly number[], rate: Rate, at: Instant): number[] {
  const all = [...counted, at].sort((one, other) => one - other);
  return all.slice(-Math.max(KEPT, rate.times));
}

function addContribution(part: ScorePart, state: PartState, added: Contribution): PartState {
  if (added.at <= state.older.at) return { ...state, older: fold(part, state.older, added) };
  const recent = [...state.recent, added].sort((one, other) => one.at - other.at);
  const over = recent.slice(0, -KEPT);
  return {
    ...state,
    recent: recent.slice(-KEPT),
    older: over.reduce((older, one) => fold(part, older, one), state.older),
  };
}

/** One number for two, worth the same at and after the later instant. */
function fold(part: ScorePart, one: Contribution, other: Contribution): Contribution {
  const at = Math.max(one.at, other.at);
  return { at, points: fadedTo(part, one, at) + fadedTo(part, other, at) };
}

const fadedTo = (part: ScorePart, { at, points }: Contribution, later: Instant): number =>
  points === 0 || part.halfLife === null ? points : faded(points, later - at, part.halfLife);

const faded = (points: number, elapsed: number, halfLife: number): number =>
  points * 2 ** (-Math.max(0, elapsed) / halfLife);

// ── Value ─────────────────────────────────────────────────────────────────────────────────────────────────

/** What time does not change: facts, and parts that do not halve. */
function constantPoints(score: Score, state: ScoreState, { fields, bands }: Scored, now: Instant): number {
  const view = { ...viewOfFields(now, fields), bands };
  const facts = score.facts
    .filter((fact) => holds(fact.when, view))
    .reduce((sum, fact) => sum + fact.points, 0);
  return score.parts
    .filter((part) => part.halfLife === null)
    .reduce(
      (sum, part) => sum + contributions(state, part).reduce((points, one) => points + one.points, 0),
      facts,
    );
}

/** One fading sum for each part that halves, worth its points at `at`. */
function decaysOf(score: Score, state: ScoreState, now: Instant): readonly Decay[] {
  return score.parts.flatMap((part) => {
    const { halfLife } = part;
    if (halfLife === null) return [];
    const all = contributions(state, part);
    const latest = Math.min(now, all.at(-1)?.at ?? now);
    return [{ halfLife, at: latest, points: all.reduce((sum, one) => sum + fadedTo(part, one, latest), 0) }];
  });
}

function contributions(state: ScoreState, part: ScorePart): readonly Contribution[] {
  const kept = state.parts[part.name] ?? EMPTY_PART;
  return kept.older.points === 0 ? kept.recent : [kept.older, ...kept.recent];
}

/**
 * Readings: the value at the end of each UTC day (docs/language.md, "Edges: Scores"). Between two changes of a subject
 * its values follow from what is kept, so readings are taken when somebody looks, for all the days since; and it is
 * known ahead at which day's end an answer will turn by time alone. Nothing has to wake up each night.
 */
import { z } from "zod";
import type { Reading } from "../../compiler/library.ts";
import type { Fields, Instant, Value } from "../../compiler/plan.ts";
import { durationSchema } from "../../compiler/schema-parts.ts";
import { holds, viewOfFields } from "../machine/conditions.ts";
import { isLength, isMoney } from "../machine/reckon.ts";
import { DAY } from "./exact-time.ts";

/** What a subject is at an instant. */
export interface Standing {
  readonly fields: Fields;
  readonly bands: Readonly<Record<string, string | null>>;
  /** Values of its scores. */
  readonly values: Readonly<Record<string, number>>;
}
export type StandingAt = (instant: Instant) => Standing;

const value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({ amount: z.number(), currency: z.string() }),
  durationSchema,
  z.null(),
]);
/** Stored with the subject, so it may have been written by another version. */
export const readingState = z.object({
  /** The last UTC day that was read, in days since 1970-01-01. */
  day: z.number(),
  /** How many readings in a row it has held of, up to that day; no more are counted than are asked for. */
  row: z.number(),
  /** The value at that day's end; absent: none was read before. */
  last: value.exactOptional(),
  holds: z.boolean(),
});
export type ReadingState = z.infer<typeof readingState>;

/** Days that are looked ahead; what has not turned by then is looked at again. */
const AHEAD = 400;

const lastDayBefore = (instant: Instant): number => Math.floor(instant / DAY) - 1;
const endOf = (day: number): Instant => (day + 1) * DAY;

/** Of somebody of whom nothing was read: today's end is the first reading. */
export const noReadings = (now: Instant): ReadingState => ({ day: lastDayBefore(now), row: 0, holds: false });

/** With all readings up to `now`; `standingAt` is the subject as it was all that time. */
export function readUpTo(
  reading: Reading,
  state: ReadingState,
  now: Instant,
  standingAt: StandingAt,
): ReadingState {
  const until = lastDayBefore(now);
  // Of a long silence no more is read than the answer depends on.
  const needed = reading.is === "in a row" ? reading.times : 2;
  let read = until - state.day > needed ? { day: until - needed, row: 0, holds: false } : state;
  while (read.day < until) read = readNext(reading, read, standingAt(endOf(read.day + 1)));
  return read;
}

/** The day's end at which the answer turns, if nothing but time changes; also when it has to be looked at again. */
export function nextTurn(reading: Reading, state: ReadingState, standingAt: StandingAt): Instant {
  let read = state;
  for (let days = 0; days < AHEAD && read.holds === state.holds; days += 1)
    read = readNext(reading, read, standingAt(endOf(read.day + 1)));
  return endOf(read.day);
}

function readNext(reading: Reading, state: ReadingState, standing: Standing): ReadingState {
  const day = state.day + 1;
  if (reading.is === "in a row") {
    const view = { ...viewOfFields(endOf(day), standing.fields), bands: standing.bands };
    const row = holds(reading.when, view) ? Math.min(state.row + 1, reading.times) : 0;
    return { day, row, holds: row >= reading.times };
  }
  const last =
    "score" in reading.of
      ? (standing.values[reading.of.score] ?? null)
      : (standing.fields[reading.of.field] ?? null);
  return { day, row: 0, last, holds: state.last !== undefined && hasMoved(reading, state.last, last) };
}

type Moved = Extract<Reading, { is: "moved" }>;

/** Blank on either day answers what the text says of a blank. From zero every rise is more than any share of it. */
function hasMoved({ direction, by, relative, blank }: Moved, before: Value, after: Value): boolean {
  if (before === null || after === null) return blank;
  const [from, to, least] = [magnitudeOf(before), magnitudeOf(after), magnitudeOf(by)];
  const isAlike = !isMoney(before) || !isMoney(after) || before.currency === after.currency;
  if (from === null || to === null || least === null || !isAlike) return blank;
  const moved = direction === "falls" ? from - to : to - from;
  return moved > 0 && moved >= (relative ? (Math.abs(from) * least) / 100 : least);
}

function magnitudeOf(value: Value): number | null {
  if (typeof value === "number") return value;
  if (isMoney(value)) return value.amount;
  return isLength(value) ? (value.ms ?? 0) : null;
}

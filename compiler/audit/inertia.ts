/**
 * What a journey was observed to do, and what becomes of it: keep, rebuild, retire, or gap. A verdict rests on so many
 * people and days, or there is none: too few say nothing.
 */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { writeDuration } from "../types/literals.ts";
import { findAll } from "../walk.ts";
import type { JourneyVerdict } from "./audit-finding.ts";
import { type About, type Found, find } from "./found.ts";
import type { Observed, ObservedJourney } from "./observed.ts";
import { ownersOf } from "./together.ts";

export interface Thresholds {
  /** Fewer people than this say nothing of a goal, and nothing of a message. */
  readonly people: number;
  /** Percent of them who come to the goal; fewer, and the journey is to be rebuilt. */
  readonly goal: number;
}

export const THRESHOLDS: Thresholds = { people: 30, goal: 1 };

/** Of a comparison with those who were left out: each side has at least so many. */
const COMPARABLE = 100;

export interface Judged {
  readonly verdict: JourneyVerdict;
  readonly found: readonly Found[];
}

/** @param gaps exits of the journey that nobody owns. */
export function judgeJourney(
  journey: ast.JourneyDeclaration,
  observed: Observed,
  gaps: readonly string[],
  thresholds: Thresholds,
): Judged {
  const seen = observed.journeys.find((one) => one.journey === journey.name.text);
  const found = seen === undefined ? [] : findingsOf(journey, seen, observed, thresholds);
  return { verdict: verdictOn(journey, seen, observed, gaps, found, thresholds), found };
}

function findingsOf(
  journey: ast.JourneyDeclaration,
  seen: ObservedJourney,
  observed: Observed,
  thresholds: Thresholds,
): readonly Found[] {
  const name = journey.name.text;
  const about = {
    journeys: [name],
    owners: ownersOf([journey]),
    place: { kind: "journey", name },
    span: journey.name.span,
    reach: journey.span,
  };
  if (isYoung(seen, observed)) return [];
  const { days } = observed;
  if (seen.entered === 0) return [find("nobody-enters", { journey: name, days, inside: seen.inside }, about)];
  if (doneIn(seen) === 0 && seen.entered >= thresholds.people)
    return [find("nothing-done", { journey: name, entered: seen.entered, days }, about)];
  return goalFindings(journey, seen, days, thresholds, about);
}

function goalFindings(
  { name, goal }: ast.JourneyDeclaration,
  { goal: { of, reached, leftOut, leftOutReached } }: ObservedJourney,
  days: number,
  { people, goal: percent }: Thresholds,
  about: About,
): readonly Found[] {
  if (goal === undefined || of < people) return [];
  const facts = { journey: name.text, goal: goal.event.text, of, reached };
  if (reached === 0 || (100 * reached) / of < percent) {
    const within = writeDuration(goal.within);
    return [find("goal-missed", { ...facts, within, days, percent }, about)];
  }
  const isComparable = of >= COMPARABLE && leftOut >= COMPARABLE;
  return isComparable && reached / of <= leftOutReached / leftOut
    ? [find("no-better-than-left-out", { ...facts, leftOut, leftOutReached }, about)]
    : [];
}

const doneIn = ({ done }: ObservedJourney): number =>
  Object.values(done).reduce((sum, count) => sum + count, 0);

/** It could not be entered for as long as is looked at. */
const isYoung = ({ since }: ObservedJourney, { from }: Observed): boolean =>
  since === null || Date.parse(since) > Date.parse(from);

// ── The verdict ───────────────────────────────────────────────────────────────────────────────────────────

function verdictOn(
  journey: ast.JourneyDeclaration,
  seen: ObservedJourney | undefined,
  { until, days }: Observed,
  gaps: readonly string[],
  found: readonly Found[],
  { people }: Thresholds,
): JourneyVerdict {
  const one = { journey: journey.name.text, owner: journey.owner?.text ?? null };
  if (seen === undefined)
    return { ...one, verdict: "keep", reason: "It is not installed there: nothing can be said of it." };
  const [worst] = found;
  if (worst !== undefined) return { ...one, verdict: worst.verdict, reason: worst.sentence };
  const lost = seen.ended.filter(({ exit }) => gaps.includes(exit));
  const left = lost.reduce((sum, { count }) => sum + count, 0);
  if (left > 0) {
    const exits = lost.map(({ exit, count }) => `${count} by \`${exit}\``).join(", ");
    return {
      ...one,
      verdict: "gap",
      reason: `${exits} left in ${days} days by an exit of which nobody owns what comes next.`,
    };
  }
  return { ...one, verdict: "keep", reason: keptBecause(journey, seen, until, people) };
}

function keptBecause(
  { goal }: ast.JourneyDeclaration,
  { since, entered, inside, goal: { of, reached } }: ObservedJourney,
  until: string,
  people: number,
): string {
  const figures = `${entered} entered, ${inside} are inside`;
  if (since === null) return `${figures}: since when it could be entered is not known.`;
  const known = Math.floor((Date.parse(until) - Date.parse(since)) / 86_400_000);
  const event = goal?.event.text ?? "its goal";
  if (of < people)
    return `${figures}: for ${of} the time of \`${event}\` is over, too few to say more (${people} are needed; it is known for ${known} days).`;
  return `${figures}: ${reached} of ${of} came to \`${event}\` (${((100 * reached) / of).toFixed(1)}%).`;
}

// ── Messages ──────────────────────────────────────────────────────────────────────────────────────────────

/** Messages that no journey has sent to anybody, though enough people entered those that would. */
export function unsentMessages(model: Model, observed: Observed, { people }: Thresholds): readonly Found[] {
  const seen = new Map(observed.journeys.map((one) => [one.journey, one] as const));
  return [...model.messages.values()].flatMap(({ name, retired, span }) => {
    const journeys = [...model.journeys.values()].filter((journey) =>
      findAll(journey, "SendStep").some(({ message }) => message.text === name),
    );
    const known = journeys.flatMap((journey) => seen.get(journey.name.text) ?? []);
    if (retired !== null || known.length === 0 || known.length < journeys.length) return [];
    if (known.some((one) => isYoung(one, observed) || (one.messages[name] ?? 0) > 0)) return [];
    const entered = known.reduce((sum, one) => sum + one.entered, 0);
    // That a journey does nothing at all is told of the journey.
    if (entered < people || known.every((one) => doneIn(one) === 0)) return [];
    const names = journeys.map((journey) => journey.name.text);
    return [
      find(
        "message-unsent",
        { message: name, journeys: names, entered, days: observed.days },
        {
          journeys: names,
          owners: ownersOf(journeys),
          place: { kind: "message", name },
          span,
        },
      ),
    ];
  });
}

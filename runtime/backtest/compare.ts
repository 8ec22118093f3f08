/** What differs between two versions that were tried on the same history. */
import type { Instant } from "../../compiler/plan.ts";
import type { Course } from "./course-log.ts";
import { groupBy } from "./group-by.ts";
import type { Replayed } from "./replay.ts";

/** Where somebody is at the end of the period: `exit converted`, `nurture`, or `not entered`. */
export type Place = string;
export const NOT_ENTERED: Place = "not entered";

export interface Comparison {
  /** People who were in a journey, in either version. */
  readonly people: number;
  /** Those of them whose course is another. */
  readonly differ: number;
  readonly journeys: readonly JourneyComparison[];
  /** Messages, and requests to people, whose number is another. */
  readonly told: readonly Count[];
  readonly asked: readonly Count[];
  readonly breached: readonly Count[];
  /** One for each course that differs, in the order of entry. */
  readonly cases: readonly Case[];
}

export interface JourneyComparison {
  readonly journey: string;
  readonly entered: { readonly before: number; readonly after: number };
  /** How many are where at the end of the period. */
  readonly places: readonly Count[];
  /** From where to where people change, the most first. */
  readonly changed: readonly { readonly from: Place; readonly to: Place; readonly people: number }[];
  /** Those who come to the same place on another way, or at another time. */
  readonly otherWay: number;
  readonly sooner: number;
  readonly later: number;
}

export interface Count {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** `null`: that version did not take them in. */
export interface Case {
  readonly subject: string;
  readonly journey: string;
  readonly before: Course | null;
  readonly after: Course | null;
}

/** Of two ends of the same course, what lies closer together is the same. Milliseconds. */
const SAME_TIME = 60_000;

export function compare(before: Replayed, after: Replayed): Comparison {
  const pairs = pairsOf(before.courses, after.courses);
  const cases = pairs.filter((pair) => !isSame(pair));
  const count = (of: (course: Course) => readonly { readonly name: string }[]): readonly Count[] =>
    countsOf(before.courses.flatMap(of), after.courses.flatMap(of)).filter((one) => one.before !== one.after);
  return {
    people: new Set(pairs.map(({ subject }) => subject)).size,
    differ: new Set(cases.map(({ subject }) => subject)).size,
    journeys: [...groupBy(pairs, ({ journey }) => journey)].map(([journey, own]) =>
      compareJourney(journey, own),
    ),
    told: count(({ told }) => told),
    asked: count(({ asked }) => asked),
    breached: count(({ breached }) => breached),
    cases,
  };
}

/** The nth time that somebody enters a journey is compared with the nth time. */
function pairsOf(before: readonly Course[], after: readonly Course[]): readonly Case[] {
  const key = ({ journey, subject }: Course): string => `${journey}/${subject}`;
  const [old, fresh] = [groupBy(before, key), groupBy(after, key)];
  const pairs = [...new Set([...old.keys(), ...fresh.keys()])].flatMap((one) => {
    const [were, are] = [old.get(one) ?? [], fresh.get(one) ?? []];
    return Array.from({ length: Math.max(were.length, are.length) }, (_, index) =>
      pairOf(were[index] ?? null, are[index] ?? null),
    );
  });
  return pairs.flatMap((pair) => pair ?? []).toSorted((a, b) => enteredAt(a) - enteredAt(b));
}

function pairOf(before: Course | null, after: Course | null): Case | null {
  const known = before ?? after;
  return known === null ? null : { subject: known.subject, journey: known.journey, before, after };
}

const enteredAt = ({ before, after }: Case): Instant => (before ?? after)?.entered ?? 0;

function isSame({ before, after }: Case): boolean {
  if (before === null || after === null) return false;
  return (
    placeOf(before) === placeOf(after) &&
    isSameWay(before, after) &&
    isSameTime(before.ended, after.ended) &&
    isSameTime(before.entered, after.entered) &&
    isSameList(before.told, after.told) &&
    isSameList(before.asked, after.asked) &&
    isSameList(before.breached, after.breached)
  );
}

export const placeOf = (course: Course | null): Place => {
  if (course === null) return NOT_ENTERED;
  return course.exit === null ? (course.way.at(-1) ?? "entered") : `exit ${course.exit}`;
};

const isSameWay = (before: Course, after: Course): boolean => before.way.join() === after.way.join();
const isSameTime = (a: Instant | null, b: Instant | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= SAME_TIME;

type Dated = Course["told"];
const isSameList = (before: Dated, after: Dated): boolean =>
  before.length === after.length &&
  before.every((one, index) => one.name === after[index]?.name && isSameTime(one.at, after[index].at));

function compareJourney(journey: string, pairs: readonly Case[]): JourneyComparison {
  const both = pairs.flatMap(({ before, after }) =>
    before === null || after === null ? [] : [{ before, after }],
  );
  const stayed = both.filter(({ before, after }) => placeOf(before) === placeOf(after));
  const endsApart = (sign: number): number =>
    stayed.filter(
      ({ before, after }) =>
        before.ended !== null &&
        after.ended !== null &&
        Math.sign(distance(before.ended, after.ended)) === sign,
    ).length;
  return {
    journey,
    entered: {
      before: pairs.filter(({ before }) => before !== null).length,
      after: pairs.filter(({ after }) => after !== null).length,
    },
    places: countsOf(
      pairs.flatMap(({ before }) => (before === null ? [] : [{ name: placeOf(before) }])),
      pairs.flatMap(({ after }) => (after === null ? [] : [{ name: placeOf(after) }])),
    ),
    changed: changesOf(pairs),
    otherWay: stayed.filter(({ before, after }) => !isSameWay(before, after)).length,
    sooner: endsApart(-1),
    later: endsApart(1),
  };
}

/** From one to the other, where that is more than nothing. */
const distance = (before: Instant, after: Instant): number =>
  isSameTime(before, after) ? 0 : after - before;

function changesOf(pairs: readonly Case[]): JourneyComparison["changed"] {
  const moves = pairs
    .map(({ before, after }) => ({ from: placeOf(before), to: placeOf(after) }))
    .filter(({ from, to }) => from !== to);
  return [...groupBy(moves, ({ from, to }) => `${from}\n${to}`).values()]
    .flatMap((same) => (same[0] === undefined ? [] : [{ ...same[0], people: same.length }]))
    .toSorted((a, b) => b.people - a.people);
}

function countsOf(
  before: readonly { readonly name: string }[],
  after: readonly { readonly name: string }[],
): readonly Count[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  const times = (list: readonly { readonly name: string }[], name: string): number =>
    list.filter((one) => one.name === name).length;
  return names.map((name) => ({ name, before: times(before, name), after: times(after, name) }));
}

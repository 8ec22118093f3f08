/**
 * What a change does to those who are inside: how many stand where, and whether they stay in their version, move, or
 * cannot (docs/language.md, rule 14). What is of no version (words, routes, scores, policies, who fills a role) reaches
 * all of them at once, and is told apart.
 */
import { hashPlan } from "../canonical.ts";
import { type Compiled, compileModel } from "../compile.ts";
import type { Model } from "../model.ts";
import type { Plan, StepName } from "../plan.ts";
import { saysWhatWasReleased } from "../releases/compare-text.ts";
import { needsOf } from "../releases/needs.ts";
import { versionMove } from "../versions/version-move.ts";
import { type GoingOn, goOnBy } from "../ways.ts";
import type { Change } from "./change.ts";

/** Who is inside, counted; nothing in it is personal. As `baton inside --json` writes it. */
export interface PeopleInside {
  /** When they were counted, on the clock of the installation: UTC, ISO 8601. */
  readonly at: string;
  readonly releases: readonly ReleaseInside[];
}
export interface ReleaseInside {
  readonly journey: string;
  readonly version: number;
  readonly groups: readonly GroupInside[];
}
export interface GroupInside {
  /** `null`: their journey is about to begin. */
  readonly stage: string | null;
  /** Where they wait, the main track first; none: for what may come. `null`: nobody has said. */
  readonly steps: readonly StepName[] | null;
  readonly count: number;
}

export interface Impact {
  readonly at: string;
  /** All who are inside of anything. */
  readonly inside: number;
  readonly releases: readonly ReleaseImpact[];
  /** What reaches them with the next build, whatever version they are in. */
  readonly shared: readonly SharedImpact[];
}
export interface ReleaseImpact {
  readonly journey: string;
  readonly version: number;
  readonly inside: number;
  /** The version that the text has after the change; `null`: there is no such text. */
  readonly next: number | null;
  /** The change concerns them: their journey says something else, or something else becomes of them. */
  readonly isConcerned: boolean;
  readonly groups: readonly GroupImpact[];
}
export interface GroupImpact extends GroupInside, Fate {}

export interface Fate {
  /**
   * `goes on`: in the version that it is in, which is the text's. `stays`: in its version, to its end. `may move at
   * once`: `baton migrate` does it. `needs a map`: a later version takes the others over, and it says nothing of where
   * these stand. `has no release`: of its version nothing is kept, and a deploy is refused. `has another text`: the text
   * of its version is another, so that it has to become a new version.
   */
  readonly will:
    | "goes on"
    | "stays"
    | "moves at its next stage"
    | "may move at once"
    | "needs a map"
    | "has no release"
    | "has another text";
  /** Where it goes on, where that is another place. */
  readonly to: string | null;
  readonly why: string | null;
  /** Of who stays because nobody has said otherwise: why a move at once would need a map for them. */
  readonly mapFor: string | null;
}

export interface SharedImpact {
  readonly change: Change;
  /** So many at most: they are in a release that needs it, wherever they stand. */
  readonly inside: number;
}

/** The two states as they are read; of before with the names that it had. Without errors of their texts. */
export interface States {
  readonly before: Model;
  readonly after: Model;
}

/** @param year first of the years for which calendars are resolved, as for the diff */
export function impactOf(
  people: PeopleInside,
  changes: readonly Change[],
  { before, after }: States,
  { year }: { readonly year: number },
): Impact {
  const was = stateOf(before, year);
  const is = stateOf(after, year);
  const releases = people.releases.map((release) => releaseImpact(release, was, is));
  return {
    at: people.at,
    inside: releases.reduce((sum, { inside }) => sum + inside, 0),
    releases,
    shared: changes.flatMap((change) => sharedImpact(change, releases, [was, is]) ?? []),
  };
}

/** Journeys of which the text comes to another plan, or is there in one of the states alone. */
export function journeysChanged(
  { before, after }: States,
  { year }: { readonly year: number },
): readonly string[] {
  const [was, is] = [stateOf(before, year).texts, stateOf(after, year).texts];
  return [...new Set([...was.keys(), ...is.keys()])].filter((name) => !sameText(was.get(name), is.get(name)));
}

// ── The two states ────────────────────────────────────────────────────────────────────────────────────────

interface State {
  readonly model: Model;
  readonly library: Compiled["library"];
  /** By journey, as the text has it. */
  readonly texts: ReadonlyMap<string, Plan>;
  /** What is kept of it, whatever the text says now. */
  readonly frozen: (journey: string, version: number) => Plan | undefined;
}

const YEARS = 3;

function stateOf(model: Model, year: number): State {
  const { library, releases } = compileModel(model, { horizon: { from: year, years: YEARS } });
  const kept = new Map(
    (model.releases?.frozen ?? []).map(({ release: { plan } }) => [plan.workflowType, plan] as const),
  );
  return {
    model,
    library,
    texts: new Map(releases.map(({ plan }) => [plan.journey, plan])),
    frozen: (journey, version) => kept.get(`${journey}_v${version}`),
  };
}

/** The plan that a version has, as far as anybody here knows it. */
function planOf(journey: string, version: number, states: readonly State[]): Plan | undefined {
  const frozen = states.flatMap((state) => state.frozen(journey, version) ?? []);
  const texts = states.flatMap(({ texts: all }) => all.get(journey) ?? []);
  return [...frozen, ...texts].find((plan) => plan.version === version);
}

// ── What becomes of them ──────────────────────────────────────────────────────────────────────────────────

function releaseImpact({ journey, version, groups }: ReleaseInside, was: State, is: State): ReleaseImpact {
  const old = planOf(journey, version, [is, was]);
  const place: Place = { journey, version, old };
  const fates = groups.map((group) => ({ ...group, ...fateOf(place, group, is, was) }));
  const saysTheSame = sameText(was.texts.get(journey), is.texts.get(journey));
  const becomesTheSame = groups.every((group, nth) => {
    const { will, to } = fateOf(place, group, was, was);
    return will === fates[nth]?.will && to === fates[nth]?.to;
  });
  return {
    journey,
    version,
    inside: groups.reduce((sum, { count }) => sum + count, 0),
    next: is.texts.get(journey)?.version ?? null,
    isConcerned: !(saysTheSame && becomesTheSame),
    groups: fates,
  };
}

const sameText = (one: Plan | undefined, other: Plan | undefined): boolean =>
  one === undefined || other === undefined ? one === other : hashPlan(one) === hashPlan(other);

interface Place {
  readonly journey: string;
  readonly version: number;
  readonly old: Plan | undefined;
}

const fate = (will: Fate["will"], why: string | null = null, to: string | null = null): Fate => ({
  will,
  to,
  why,
  mapFor: null,
});

function fateOf({ journey, version, old }: Place, group: GroupInside, is: State, was: State): Fate {
  const next = is.texts.get(journey);
  if (next?.version === version) return ofItsOwnText(next, is, was);
  if (is.frozen(journey, version) === undefined)
    return fate("has no release", `v${version} is kept no more: a deploy that drops it is refused`);
  if (next === undefined) return fate("stays", "the text is gone, and nobody enters it any more");
  if (old === undefined || next.version < version) return fate("stays");
  const move = versionMove(old, next);
  if (move === null) return { ...fate("stays"), mapFor: wouldNeed(old, next, group) };
  if (move.at === "next stage") return fate("moves at its next stage");
  const on = goingOn(old, group, (stage, steps) => goOnBy(move, stage, steps));
  return "why" in on ? fate("needs a map", on.why) : fate("may move at once", null, on.to);
}

/** Whoever is in the version that the text has goes by what was released of it, else by what the text said before. */
function ofItsOwnText(next: Plan, is: State, was: State): Fate {
  const frozen = is.model.releases?.frozen.find(
    ({ release: { plan } }) => plan.workflowType === next.workflowType,
  )?.release;
  const journey = is.model.journeys.get(next.journey);
  const before = was.texts.get(next.journey);
  const isSame =
    frozen !== undefined && journey !== undefined
      ? saysWhatWasReleased(is.model, journey, frozen)
      : before?.version !== next.version || sameText(before, next);
  return isSame
    ? fate("goes on")
    : fate(
        "has another text",
        `v${next.version} says something else now: it has to become v${next.version + 1}`,
      );
}

/** Why whoever stands so could not be moved at once without a line that says where they go on; `null`: they could. */
function wouldNeed(old: Plan, next: Plan, group: GroupInside): string | null {
  const migration = { from: old.version, at: "once", map: [] } as const;
  const move = versionMove(old, { ...next, migrations: [migration] });
  if (move === null) return null;
  const on = goingOn(old, group, (stage, steps) => goOnBy(move, stage, steps));
  return "why" in on ? on.why : null;
}

/** Of whom only the stage is known the stage answers, where that is enough; else it is said for whom it is not. */
function goingOn(
  old: Plan,
  { stage, steps }: GroupInside,
  ask: (stage: string, steps: readonly StepName[]) => GoingOn,
): GoingOn {
  if (stage === null) return { why: "its journey is about to begin" };
  if (steps !== null) return ask(stage, steps);
  const all = ask(stage, stepsIn(old, stage));
  return "why" in all ? { why: `where it stands is not known, and perhaps ${all.why}` } : ask(stage, []);
}

/** Of the stage itself, and of what stands in every stage. */
const stepsIn = ({ code, stages }: Plan, stage: string): readonly StepName[] =>
  Object.keys(code).filter((step) => {
    const [home = ""] = step.split("/");
    return home === stage || stages[home] === undefined;
  });

// ── What is of no version ─────────────────────────────────────────────────────────────────────────────────

function sharedImpact(
  change: Change,
  releases: readonly ReleaseImpact[],
  states: readonly State[],
): SharedImpact | null {
  if (change.of !== "what runs" || !SHARED.has(change.place.kind)) return null;
  const needing = releases.filter(({ journey, version }) => {
    const plan = planOf(journey, version, [...states].reverse());
    return plan !== undefined && states.some(({ library }) => isFelt(change, plan, library));
  });
  const inside = needing.reduce((sum, release) => sum + release.inside, 0);
  return inside === 0 ? null : { change, inside };
}

/** Kinds of declarations and files of which there is one at a time, for all versions. */
const SHARED: ReadonlySet<string> = new Set([
  "message",
  "route",
  "score",
  "action",
  "subject",
  "event",
  "contact policy",
  "person",
  "people",
]);

function isFelt(
  { place: { kind, name }, affects }: Change,
  plan: Plan,
  library: Compiled["library"],
): boolean {
  const needs = needsOf(plan, library);
  switch (kind) {
    case "message":
      return needs.messages.includes(name);
    case "route":
      return needs.routes.includes(name);
    case "score":
      return name in needs.scores;
    case "action":
      return name in needs.actions;
    case "event":
      return name in needs.events;
    case "subject":
    case "contact policy":
      return plan.subject === name;
    case "person":
      return affects.some((role) => needs.roles.includes(role));
    default:
      return true;
  }
}

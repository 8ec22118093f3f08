/** The plans of a build, by what intake asks of them: which is current, and what each must be told of. */
import { byCodeUnit } from "../../compiler/by-code-unit.ts";
import type { BuiltPlan } from "../../compiler/library.ts";
import type { Fields, Pattern, Plan } from "../../compiler/plan.ts";
import { isAmong } from "../machine/bucket.ts";
import { matchesAny, type View } from "../machine/conditions.ts";
import type { Event } from "../machine/protocol.ts";

export interface PlanIndex {
  /** All versions that somebody may enter now: of a journey one, or two while a canary is on. */
  readonly current: readonly IndexedPlan[];
  /** Of each journey the version that people enter, without canaries. */
  readonly settled: readonly IndexedPlan[];
  /** Of each journey the version that this subject enters. */
  currentFor(subject: string): readonly IndexedPlan[];
  currentOf(journey: string, subject: string): IndexedPlan | undefined;
  of(journey: string, version: number): IndexedPlan | undefined;
  /** All that the build holds, by journey and version. */
  readonly all: readonly IndexedPlan[];
  /** What those inside a version are told of, whether or not this process holds it. */
  listenerOf(journey: string, version: number): Listener;
}

/** Which version of a journey people enter. */
export interface Share {
  readonly version: number;
  /** So many percent of the subjects, always the same ones, enter another one. */
  readonly canary?: { readonly version: number; readonly percent: number };
}
/** By journey; one that is not named is not entered. */
export type Entered = Readonly<Record<string, Share>>;

/** What an open instance must be told of. */
export interface Listener extends Pick<Plan, "per"> {
  listensFor(event: Event, view: View): boolean;
  /** Of an event's fields, those that the plan reads. */
  readOf(fields: Fields): Fields;
  readsField(name: string): boolean;
  readsScore(name: string): boolean;
}

export interface IndexedPlan extends Listener {
  readonly plan: Plan;
}

/** People enter the latest version of each. */
export const indexPlans = (plans: readonly Plan[]): PlanIndex => indexBuild(plans.map((plan) => ({ plan })));

type Built = Pick<BuiltPlan, "plan" | "unreleased" | "keptOnly">;

/**
 * @param entered as it was deployed, asked anew each time; `null`: nothing was ever deployed, and people enter what the
 *   build says. What is not released is there to be tried, and is entered whatever was deployed.
 */
export function indexBuild(plans: readonly Built[], entered: () => Entered | null = () => null): PlanIndex {
  const indexed = new Map<string, IndexedPlan>();
  const built = new Map<string, Built>();
  for (const one of [...plans].sort((a, b) => a.plan.version - b.plan.version)) {
    indexed.set(keyOf(one.plan.journey, one.plan.version), indexPlan(one.plan));
    if (one.keptOnly !== true) built.set(one.plan.journey, one);
  }
  const of = (journey: string, version: number) => indexed.get(keyOf(journey, version));
  const journeys = [...new Set(plans.map(({ plan }) => plan.journey))];
  /** A build may lack what another process has been given already. */
  const known = (version: number | undefined, journey: string): boolean =>
    version !== undefined && of(journey, version) !== undefined;
  const shareOf = (journey: string): Share | null => {
    const own = built.get(journey);
    const byBuild = own === undefined ? null : { version: own.plan.version };
    const deployed = entered();
    if (deployed === null || own?.unreleased === true) return byBuild;
    const share = deployed[journey];
    if (share === undefined) return null;
    if (!known(share.version, journey)) return byBuild;
    return known(share.canary?.version, journey) ? share : { version: share.version };
  };
  const currentOf = (journey: string, subject: string): IndexedPlan | undefined => {
    const share = shareOf(journey);
    return share === null ? undefined : of(journey, versionFor(share, journey, subject));
  };
  return {
    get current() {
      return journeys.flatMap((journey) => {
        const share = shareOf(journey);
        if (share === null) return [];
        return [share.version, ...(share.canary === undefined ? [] : [share.canary.version])].flatMap(
          (version) => of(journey, version) ?? [],
        );
      });
    },
    get settled() {
      return journeys.flatMap((journey) => of(journey, shareOf(journey)?.version ?? 0) ?? []);
    },
    currentFor: (subject) => journeys.flatMap((journey) => currentOf(journey, subject) ?? []),
    currentOf,
    of,
    all: [...indexed.values()].toSorted((a, b) => byCodeUnit(a.plan.journey, b.plan.journey)),
    listenerOf: (journey, version) =>
      of(journey, version) ?? everythingOf(plans.find(({ plan }) => plan.journey === journey)?.plan),
  };
}

/**
 * Of a version that this process lacks, having gone back to an earlier build or not come to the later one, nobody here
 * can say what it listens for: its run, which can, is told of everything and leaves out the rest. What it is about goes
 * by a field of its name in any version.
 */
const everythingOf = (other: Plan | undefined): Listener => ({
  ...(other?.per !== undefined && { per: other.per }),
  listensFor: () => true,
  readOf: (fields) => fields,
  readsField: () => true,
  readsScore: () => true,
});

/** Whoever is among the few stays so as their share grows, and others are the first of the next version. */
const versionFor = ({ version, canary }: Share, journey: string, subject: string): number =>
  canary !== undefined && isAmong(canary.percent, subject, keyOf(journey, canary.version), "canary")
    ? canary.version
    : version;

const keyOf = (journey: string, version: number): string => `${journey} v${version}`;

function indexPlan(plan: Plan): IndexedPlan {
  // What opens an instance is no news to one that is open, and a list of what is read says nothing of when.
  const { entries: _, reads, ...running } = plan;
  const parts = [...partsOf(running)];
  const patterns = parts.filter(isPattern);
  const whole = new Set(parts.flatMap(kindsNamed));
  const fields = new Set([...reads.fields, ...parts.flatMap(eventFieldNamed)]);

  return {
    plan,
    ...(plan.per !== undefined && { per: plan.per }),
    readsField: (name) => reads.fields.includes(name),
    readsScore: (name) => reads.scores.includes(name),
    listensFor: (event, view) => {
      if (!reads.events.includes(event.kind)) return false;
      return whole.has(event.kind) || matchesAny(patterns, event, view);
    },

    readOf: (all) => Object.fromEntries(Object.entries(all).filter(([name]) => fields.has(name))),
  };
}

// A plan is plain data and is looked through whole: an instruction that is added later is not forgotten here.

type Part = Readonly<Record<string, unknown>>;

function* partsOf(value: unknown): Generator<Part> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Part;
  for (const member of Object.values(value)) yield* partsOf(member);
}

const isPattern = (part: Part): part is Part & Pattern => typeof part.event === "string" && "where" in part;

/** Kinds that are listened for as such: `has happened`, the gates of a move. What is carried, the store knows. */
function kindsNamed(part: Part): readonly string[] {
  if (!Array.isArray(part.events) || part.kind === "events") return [];
  return part.events.filter((kind) => typeof kind === "string");
}

const eventFieldNamed = (part: Part): readonly string[] =>
  part.of === "event" && typeof part.field === "string" ? [part.field] : [];

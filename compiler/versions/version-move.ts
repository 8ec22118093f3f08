/**
 * What comes of a migration (docs/language.md, rule 14): given both plans, where each place of the earlier version is
 * in the later one. A place keeps its name or is named by the map; what the map leaves out is nowhere, and whoever
 * stands there stays in the version they have.
 */
import { invariant } from "../invariant.ts";
import type { Destination, Migration, Plan, StepName, VersionMove } from "../plan.ts";
import { decidedBefore, isAlike, isRestful, type Root, rootOfSteps } from "../ways.ts";
import { type MapFault, type ReadMap, readMap } from "./read-map.ts";

/** The two plans and what the later one says of the earlier. */
export interface Versions {
  readonly old: Plan;
  readonly next: Plan;
  readonly migration: Migration;
}

/** A step at which an instance may stand, and of which nobody has said where it is now. */
export interface Homeless {
  readonly step: StepName;
  readonly why: string;
}

/** What the later version says of those in the earlier one; `undefined`: that they stay. */
export const migrationOf = (next: Plan, from: number): Migration | undefined =>
  next.migrations?.find((migration) => migration.from === from);

/** The map of a migration, read against both plans. */
export const mapOf = ({ old, next, migration }: Versions): ReadMap =>
  readMap({ old, next, migration }, (stages) => {
    const places = placesOf(old, next, { stages, steps: new Map() });
    return (step) => places(step).is !== "step";
  });

/** How those inside `old` go on by `next`; `null`: `next` does not say that they do. */
export function versionMove(old: Plan, next: Plan): VersionMove | null {
  const migration = migrationOf(next, old.version);
  if (migration === undefined) return null;
  invariant(old.journey === next.journey, "two versions of one journey");
  const read = mapOf({ old, next, migration });
  const places = placesOf(old, next, read);
  const oldRoots = rootOfSteps(old);
  const alike = Object.keys(old.code).flatMap((step): [StepName, StepName][] => {
    const now = places(step).is === "step" ? null : byName(old, next, read, step, oldRoots.get(step));
    return now?.is === "step" ? [[step, now.step]] : [];
  });
  return {
    journey: next.journey,
    from: old.version,
    to: next.version,
    workflowType: next.workflowType,
    at: migration.at,
    stages: stagesOf(old, next, read),
    steps: Object.fromEntries(
      Object.keys(old.code).flatMap((step): [StepName, Destination][] => {
        const destination = places(step);
        return isSame(destination, step) ? [] : [[step, destination]];
      }),
    ),
    ...(alike.length > 0 && { alike: Object.fromEntries(alike) }),
    handlers: handlersOf(old, next, read),
  };
}

const isSame = (destination: Destination, step: StepName): boolean =>
  destination.is === "step" && destination.step === step;

/** Stages that are gone and have none in their place: whoever is in one, or about to enter it, could not go on. */
export function stagesLeftOut({ old, next, migration }: Versions): readonly Homeless[] {
  const { stages } = mapOf({ old, next, migration });
  return Object.keys(old.stages)
    .filter((stage) => next.stages[stage] === undefined && !stages.has(stage) && !isAfterExit(old, stage))
    .map((stage) => ({ step: stage, why: "the stage is gone" }));
}

/** What follows an exit ends in the version in which the journey did. */
const isAfterExit = ({ exits }: Plan, stage: string): boolean =>
  Object.values(exits).some(({ after }) => after === stage);

/** What the map does not say, and must: with `at once` every step at which somebody may stand has a place. */
export function homelessIn({ old, next, migration }: Versions): readonly Homeless[] {
  if (migration.at === "next stage") return [];
  const read = mapOf({ old, next, migration });
  const places = placesOf(old, next, read);
  return Object.entries(old.code).flatMap(([step, instruction]): readonly Homeless[] => {
    if (!isRestful(instruction) || isLeftOut(old, next, read, step)) return [];
    const place = places(step);
    return place.is === "nowhere" ? [{ step, why: place.why }] : [];
  });
}

/** What is wrong with the lines of the map, by their place in it. */
export function mapFaults(versions: Versions): readonly MapFault[] {
  const read = mapOf(versions);
  const unmapped = placesOf(versions.old, versions.next, { ...read, steps: new Map() });
  const idle = [...read.lines].filter(([step]) => unmapped(step).is === "step");
  return [
    ...read.faults,
    ...idle.map(([step, line]): MapFault => ({ line, side: "from", is: "still there", names: [step] })),
  ].toSorted((one, other) => one.line - other.line);
}

/** Of a stage that is gone, and whoever stands in what follows an exit, it is said as a whole. */
function isLeftOut(old: Plan, next: Plan, read: Places, step: StepName): boolean {
  const root = rootOfSteps(old).get(step);
  if (root === undefined || root.kind === "exit" || root.kind === "leaving") return true;
  const stage = root.kind === "main" ? root.name : (root.name.split("/")[0] ?? "");
  if (isAfterExit(old, stage)) return true;
  return old.stages[stage] !== undefined && next.stages[stage] === undefined && !read.stages.has(stage);
}

// ── Stages and handlers ───────────────────────────────────────────────────────────────────────────────────

function stagesOf(old: Plan, next: Plan, { stages }: Pick<ReadMap, "stages">): VersionMove["stages"] {
  const gone = Object.keys(old.stages).filter((stage) => next.stages[stage] === undefined);
  return Object.fromEntries(
    gone.map((stage) => {
      const to = stages.get(stage);
      // A stage by another name is gone on with; one that was there before is entered.
      return [stage, to === undefined ? null : { to, anew: old.stages[to] !== undefined }];
    }),
  );
}

/** The stage that an earlier one is called now; `null`: it has none in which it could be gone on with. */
function renamed(old: Plan, next: Plan, { stages }: Pick<ReadMap, "stages">, stage: string): string | null {
  if (next.stages[stage] !== undefined) return stage;
  const to = stages.get(stage);
  return to === undefined || old.stages[to] !== undefined ? null : to;
}

/** The name that a step or a handler has if nothing but its stage has another one. */
function nameNow(old: Plan, next: Plan, read: Places, name: string): string | null {
  const [stage = "", ...rest] = name.split("/");
  if (old.stages[stage] === undefined) return name;
  const now = renamed(old, next, read, stage);
  return now === null ? null : [now, ...rest].join("/");
}

function handlersOf(old: Plan, next: Plan, read: Places): VersionMove["handlers"] {
  const ids = (plan: Plan) =>
    new Set(
      Object.values(plan.stages).flatMap(({ handlers, leaving = [] }) =>
        [...handlers, ...leaving].map(({ id }) => id),
      ),
    );
  const known = ids(next);
  return Object.fromEntries(
    [...ids(old)].flatMap((id): [string, string | null][] => {
      const now = nameNow(old, next, read, id);
      if (now === id && known.has(id)) return [];
      return [[id, now !== null && known.has(now) ? now : null]];
    }),
  );
}

type Places = Pick<ReadMap, "stages" | "steps">;

// ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────

function placesOf(old: Plan, next: Plan, read: Places): (step: StepName) => Destination {
  const nextRoots = rootOfSteps(next);
  const oldRoots = rootOfSteps(old);
  return (step) => {
    const said = read.steps.get(step);
    const named = said ?? byName(old, next, read, step, oldRoots.get(step));
    if (named.is !== "step") return named;
    const missing = undecided(old, next, step, named.step);
    if (missing.length > 0) {
      const decisions = missing.map((right) => `\`${right}\``).join(" and ");
      return {
        is: "nowhere",
        why: `it stands behind the decision ${decisions}, which was not made for them`,
      };
    }
    return nextRoots.has(named.step) || said !== undefined ? named : { is: "end" };
  };
}

function byName(old: Plan, next: Plan, read: Places, step: StepName, root: Root | undefined): Destination {
  const name = nameNow(old, next, read, step);
  const before = old.code[step];
  const now = name === null ? undefined : next.code[name];
  const sameTrack = name !== null && sameRoot(old, next, read, root, rootOfSteps(next).get(name));
  if (name !== null && before !== undefined && now !== undefined && sameTrack && isAlike(before, now))
    return { is: "step", step: name };
  const stage = root?.kind === "main" ? read.stages.get(root.name) : undefined;
  if (stage !== undefined && old.stages[stage] !== undefined) return { is: "stage", stage };
  if (before === undefined || !isRestful(before)) return { is: "end" };
  return { is: "nowhere", why: now === undefined ? "it is gone" : "it is something else now" };
}

function sameRoot(
  old: Plan,
  next: Plan,
  read: Places,
  one: Root | undefined,
  other: Root | undefined,
): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.kind === other.kind && (nameNow(old, next, read, one.name) ?? one.name) === other.name;
}

/** Decisions that every way to a step of the later version passes, and not every way to where they stand. */
export function undecided(old: Plan, next: Plan, step: StepName, to: StepName): readonly string[] {
  const made = decidedBefore(old).get(step) ?? new Set<string>();
  return [...(decidedBefore(next).get(to) ?? [])].filter((right) => !made.has(right));
}

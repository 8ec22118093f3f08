/**
 * The map of a migration, read against both plans. A line names a stage or a step of the earlier version by as much of
 * its path as tells it apart, and a stage or a step of the later one in its place, or `stay`: what was under way there
 * is over.
 */
import type { Destination, Migration, Plan, StepName } from "../plan.ts";
import { isRestful, rootOfSteps } from "../ways.ts";

export interface ReadMap {
  readonly stages: ReadonlyMap<string, string>;
  readonly steps: ReadonlyMap<StepName, Destination>;
  /** The line of the map that names each of the steps. */
  readonly lines: ReadonlyMap<StepName, number>;
  readonly faults: readonly MapFault[];
}

/** `line`: its place in the map. */
export interface MapFault {
  readonly line: number;
  readonly side: "from" | "to";
  readonly is: "unknown" | "ambiguous" | "still there" | "another track" | "twice";
  /** Those that it could mean, or that are nearest. */
  readonly names: readonly string[];
}

/** The end of a track, whatever there was left of it. */
const END = "stay";

/** @param goneFrom whether a step has no place of its own in the later version, given which stages stand for which */
export function readMap(
  {
    old,
    next,
    migration,
  }: {
    readonly old: Plan;
    readonly next: Plan;
    readonly migration: Migration;
  },
  goneFrom: (stages: ReadonlyMap<string, string>) => (step: StepName) => boolean,
): ReadMap {
  const stages = new Map<string, string>();
  const steps = new Map<StepName, Destination>();
  const lineOf = new Map<StepName, number>();
  const faults: MapFault[] = [];
  const lines = [...migration.map.entries()];
  // Stages first: a step may be looked for in the one that stands in the place of its own.
  for (const [line, { from, to }] of lines) {
    if (old.stages[from] === undefined) continue;
    const fault = stageFault(next, stages, from, to);
    if (fault === null) stages.set(from, to);
    else faults.push({ line, ...fault });
  }
  const isGone = goneFrom(stages);
  for (const [line, { from, to }] of lines) {
    if (old.stages[from] !== undefined) continue;
    const all = stepsNamed(old, from, (step) => isRestful(old.code[step] ?? { do: "stay" }));
    // The map is for what is gone: of several that is meant.
    const gone = all.filter(isGone);
    const found = gone.length > 0 ? gone : all;
    const [step, ...others] = found;
    if (step === undefined || others.length > 0) {
      const names = step === undefined ? namesOf(old) : found;
      faults.push({ line, side: "from", is: step === undefined ? "unknown" : "ambiguous", names });
      continue;
    }
    const there = destination({ old, next, stages }, step, to);
    if ("fault" in there) faults.push({ line, side: "to", ...there.fault });
    else if (steps.has(step)) faults.push({ line, side: "from", is: "twice", names: [step] });
    else {
      steps.set(step, there);
      lineOf.set(step, line);
    }
  }
  return { stages, steps, lines: lineOf, faults };
}

function stageFault(
  next: Plan,
  known: ReadonlyMap<string, string>,
  from: string,
  to: string,
): Omit<MapFault, "line"> | null {
  if (next.stages[from] !== undefined) return { side: "from", is: "still there", names: [from] };
  if (known.has(from)) return { side: "from", is: "twice", names: [from] };
  return next.stages[to] === undefined
    ? { side: "to", is: "unknown", names: Object.keys(next.stages) }
    : null;
}

type Found = Destination | { readonly fault: Pick<MapFault, "is" | "names"> };

function destination(
  {
    old,
    next,
    stages,
  }: { readonly old: Plan; readonly next: Plan; readonly stages: ReadonlyMap<string, string> },
  step: StepName,
  to: string,
): Found {
  if (to === END) return { is: "end" };
  const root = rootOfSteps(old).get(step);
  if (next.stages[to] !== undefined)
    return root?.kind === "main"
      ? { is: "stage", stage: to }
      : { fault: { is: "another track", names: [to] } };
  const found = stepsNamed(next, to, () => true);
  if (found.length === 0) return { fault: { is: "unknown", names: namesOf(next) } };
  const home = root === undefined ? "" : (stages.get(root.name) ?? root.name);
  const inTrack = found.filter((one) => {
    const other = rootOfSteps(next).get(one);
    return other?.kind === root?.kind && other !== undefined && sameHome(other.name, home, stages);
  });
  const [one, ...others] = inTrack;
  if (one === undefined) return { fault: { is: "another track", names: found } };
  return others.length > 0 ? { fault: { is: "ambiguous", names: inTrack } } : { is: "step", step: one };
}

/** A handler's name begins with that of its stage, which may have another one now. */
function sameHome(name: string, home: string, stages: ReadonlyMap<string, string>): boolean {
  if (name === home) return true;
  const [stage = "", ...rest] = home.split("/");
  const now = stages.get(stage);
  return now !== undefined && rest.length > 0 && name === [now, ...rest].join("/");
}

/** Steps whose path is this, else those that it is the end of. */
function stepsNamed(plan: Plan, name: string, counts: (step: StepName) => boolean): readonly StepName[] {
  const steps = Object.keys(plan.code);
  const whole = steps.filter((step) => writtenName(step) === name);
  if (whole.length > 0) return whole;
  const wanted = name.split("/");
  return steps.filter((step) => counts(step) && holdsInOrder(writtenName(step).split("/"), wanted));
}

/** The least of a step's path that a line of the map can name it by. */
export function nameInMap(plan: Plan, step: StepName): string {
  const path = writtenName(step).split("/");
  const last = path.at(-1) ?? step;
  const tried = [last, ...path.slice(0, -1).map((one) => `${one}/${last}`)];
  const name = tried.find((one) => plan.stages[one] === undefined && isItAlone(plan, one, step));
  return (name ?? path.join("/")).replaceAll("/", ".");
}

function isItAlone(plan: Plan, name: string, step: StepName): boolean {
  const [one, ...others] = stepsNamed(plan, name, (each) => isRestful(plan.code[each] ?? { do: "stay" }));
  return one === step && others.length === 0;
}

/** As a text can say it: a second wait of one place is `wait_2`. */
export const writtenName = (step: StepName): string => step.replaceAll("~", "_");

/** Ends with the last of the names, and has the others before it, in their order. */
function holdsInOrder(path: readonly string[], wanted: readonly string[]): boolean {
  if (path.at(-1) !== wanted.at(-1)) return false;
  let from = 0;
  for (const one of wanted.slice(0, -1)) {
    const at = path.slice(0, -1).indexOf(one, from);
    if (at === -1) return false;
    from = at + 1;
  }
  return true;
}

const namesOf = (plan: Plan): readonly string[] => [
  ...Object.keys(plan.stages),
  ...new Set(
    Object.entries(plan.code).flatMap(([step, instruction]) =>
      isRestful(instruction) ? (step.split("/").at(-1) ?? []) : [],
    ),
  ),
];

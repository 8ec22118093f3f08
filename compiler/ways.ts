/** Where a plan's instructions lead: what may follow a step in its own track, and what every way to it passes. */
import { onceFor } from "./once-for.ts";
import type { Body, Handler, Instruction, Plan, StepName, VersionMove } from "./plan.ts";

/** The steps that may come next; a move to another stage and the end are none. */
export function nextSteps(instruction: Instruction): readonly StepName[] {
  const body = (to: Body | null): readonly (StepName | null)[] => (to?.then === "go" ? [to.step] : []);
  const all = (bodies: Readonly<Record<string, Body>>) => Object.values(bodies).flatMap(body);
  const found = ((): readonly (StepName | null)[] => {
    switch (instruction.do) {
      case "send":
      case "wait":
      case "wait until":
      case "tell":
      case "set":
        return [instruction.next];
      case "wait for event":
      case "wait for state":
        return [...body(instruction.got), ...body(instruction.none)];
      case "wait for winner":
        return [...all(instruction.arms), ...body(instruction.none)];
      case "choose":
        return instruction.arms.flatMap((arm) => body(arm.body));
      case "split":
        return instruction.arms.map(({ go }) => go);
      case "task":
        return Object.values(instruction.results).flatMap((result) => body(result.body));
      case "decide":
        return all(instruction.results);
      case "call":
        return [...body(instruction.done), ...body(instruction.failed)];
      case "begin":
        return instruction.wait === undefined
          ? [instruction.next]
          : [...body(instruction.wait.ended), ...body(instruction.wait.none)];
      case "together":
        return [...instruction.tracks.map(({ go }) => go), ...body(instruction.none), instruction.next];
      case "every":
        return [instruction.body, instruction.next];
      case "retry":
        return [instruction.task];
      case "leave":
      case "stay":
        return [];
    }
  })();
  return found.filter((step) => step !== null);
}

/** What may still be done from a step on, the step itself only where a loop leads back to it. */
export const stepsAfter = ({ code }: Plan, step: StepName): ReadonlySet<StepName> =>
  reachedFrom(code, nextIn(code, step));

/** As `stepsAfter`, from where tracks together have been begun: these are not begun once more, unless in a loop. */
export function stepsAfterTracks({ code }: Plan, step: StepName): ReadonlySet<StepName> {
  const together = code[step];
  return together?.do === "together"
    ? reachedFrom(code, nextSteps({ ...together, tracks: [] }))
    : new Set<StepName>();
}

function reachedFrom(code: Plan["code"], steps: readonly StepName[]): ReadonlySet<StepName> {
  const seen = new Set(steps);
  const open = [...seen];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const next of nextIn(code, at))
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
  return seen;
}

const nextIn = (code: Plan["code"], step: StepName): readonly StepName[] => {
  const instruction = code[step];
  return instruction === undefined ? [] : nextSteps(instruction);
};

/** A track of its own: the main one of a stage, a handler's, what a decline or an exit leads to. */
export interface Root {
  /** Told apart within its plan. */
  readonly id: string;
  readonly kind: "main" | "handler" | "decline" | "leaving" | "exit";
  /** The stage, the handler's id, the handover or the exit. */
  readonly name: string;
  readonly first: StepName;
}

export const rootsOf = onceFor((plan: Plan): readonly Root[] => {
  const roots = new Map<string, Root>();
  const add = (kind: Root["kind"], name: string, first: StepName | null): void => {
    const id = `${kind} ${name}`;
    if (first !== null) roots.set(`${id} ${first}`, { id, kind, name, first });
  };
  for (const [stage, { main, handlers, leaving = [] }] of Object.entries(plan.stages)) {
    add("main", stage, main);
    for (const handler of handlers) add("handler", handler.id, runOf(handler));
    for (const block of leaving) add("leaving", block.id, block.run);
  }
  for (const [name, { decline }] of Object.entries(plan.handovers))
    for (const reason of Object.values(decline?.reasons ?? {}))
      if (reason.then === "go") add("decline", name, reason.step);
  for (const [name, { run }] of Object.entries(plan.exits)) add("exit", name, run);
  return [...roots.values()];
});

const runOf = ({ reaction }: Handler): StepName | null => ("run" in reaction ? reaction.run : null);

/** The root that each step belongs to. */
export const rootOfSteps = onceFor(
  (plan: Plan): ReadonlyMap<StepName, Root> =>
    new Map(
      rootsOf(plan).flatMap((root) =>
        [root.first, ...stepsAfter(plan, root.first)].map((step) => [step, root] as const),
      ),
    ),
);

/** Rights that have been decided by on every way to a step, from where its track begins. */
export const decidedBefore = onceFor((plan: Plan): ReadonlyMap<StepName, ReadonlySet<string>> => {
  const known = new Map<StepName, ReadonlySet<string>>();
  const open: StepName[] = [];
  const reach = (step: StepName, passed: ReadonlySet<string>): void => {
    const before = known.get(step);
    const both = before === undefined ? passed : new Set([...before].filter((right) => passed.has(right)));
    if (before !== undefined && both.size === before.size) return;
    known.set(step, both);
    open.push(step);
  };
  for (const { first } of rootsOf(plan)) reach(first, new Set());
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const instruction = plan.code[at];
    const passed = known.get(at) ?? new Set<string>();
    if (instruction === undefined) continue;
    const then = instruction.do === "decide" ? new Set([...passed, instruction.right]) : passed;
    for (const next of nextSteps(instruction)) reach(next, then);
  }
  return known;
});

/** Whether an instance may stand at it for longer than an instant. */
export const isRestful = (instruction: Instruction): boolean => {
  switch (instruction.do) {
    case "wait":
    case "wait until":
    case "wait for event":
    case "wait for state":
    case "wait for winner":
    case "send":
    case "task":
    case "decide":
    case "call":
    case "together":
    case "every":
      return true;
    case "begin":
      return instruction.wait !== undefined;
    default:
      return false;
  }
};

/** Whether what is under way at one step can go on at the other. */
export const isAlike = (one: Instruction, other: Instruction): boolean => {
  if (one.do !== other.do) return false;
  if (one.do === "decide") return other.do === "decide" && one.right === other.right;
  if (one.do === "send") return other.do === "send" && one.message === other.message;
  if (one.do === "call") return other.do === "call" && one.action === other.action;
  if (one.do === "begin") return other.do === "begin" && one.journey === other.journey;
  return true;
};

/** Where somebody goes on by a later version, where that is not where they stand; or why they cannot. */
export type GoingOn = { readonly to: string | null } | { readonly why: string };

/** Of whoever is in a stage and waits at these steps, that of the main track first. */
export function goOnBy(move: VersionMove, stage: string, steps: readonly StepName[]): GoingOn {
  if (move.at === "next stage") return { to: null };
  const instead = move.stages[stage];
  if (instead === null) return { why: `its stage ${stage} is gone, and nothing stands in its place` };
  if (instead?.anew) return { to: instead.to };
  for (const step of steps) {
    const place = move.steps[step];
    if (place?.is === "nowhere") return { why: `it stands at ${asWritten(step)}: ${place.why}` };
  }
  const [place] = steps.flatMap((step) => move.steps[step] ?? []);
  if (place?.is === "step") return { to: place.step };
  return { to: place?.is === "stage" ? place.stage : null };
}

/** As a line of the map would name it. */
const asWritten = (step: StepName): string => step.replaceAll("~", "_").replaceAll("/", ".");

/** A run in which nobody does anything any more comes to an end: an exit, a stage that it rests in, or a named person (P2, P3). */
import type { Instant, Plan } from "../../../compiler/plan.ts";
import type { Arena } from "../arena.ts";
import { circlesOf } from "../circles-of.ts";
import type { Edge, Graph, Node } from "../explore.ts";
import type { Finding } from "../finding.ts";
import { keyOf } from "../key-of.ts";
import { nextTick } from "../occurrences.ts";
import { type Run, waysOf } from "../runs.ts";
import type { GraphProperty } from "./properties.ts";

/** So many deadlines in a row, or so many years, is for ever. */
const FOR_EVER = 3_000;
const LONG = 10 * 366 * 86_400_000;
/** No silence that a journey waits for is longer. */
const QUIET = 2 * 366 * 86_400_000;

export const leftAloneItEnds: GraphProperty = (arena, graph) => {
  const found = new Map<string, Finding>();
  const known = new Set<string>();
  for (const node of turningBack(graph)) {
    if (known.has(node.state.stage ?? "")) continue;
    const turning = turnsFrom(arena, node);
    if (turning === null) continue;
    const { stages, round: run } = turning;
    for (const stage of stages) known.add(stage);
    const round = Object.keys(arena.plan.stages).filter((stage) => stages.has(stage));
    const names = round.map((stage) => `\`${stage}\``).join(", ");
    if (found.has(names)) continue;
    found.set(names, {
      property: "left-alone-it-ends",
      sentence:
        stages.size === 1
          ? `Left alone, a run comes back to stage ${names} again and again, for ever.`
          : `Left alone, a run goes round for ever, through the stages ${names}.`,
      help: "Let one of the bounds lead to an exit.",
      at: node.state.stage ?? "",
      shown: { from: node, run },
    });
  }
  return [...found.values()];
};

/** Of each circle that time alone may go round in, the node that was reached first. */
function turningBack({ nodes, edges }: Graph): readonly Node[] {
  const next = new Map<number, number[]>();
  for (const { from, to, kind } of edges) if (kind === "time") push(next, from, to);
  return circlesOf(nodes.length, next).flatMap((circle) => nodes[Math.min(...circle)] ?? []);
}

function push(map: Map<number, number[]>, key: number, value: Edge["to"]): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

interface Turning {
  readonly stages: ReadonlySet<string>;
  /** As far as the first stage that is come to again. */
  readonly round: Run;
}

/** Lets nothing but time pass, in the plain way: what goes round then; `null`: it comes to an end. */
function turnsFrom(arena: Arena, node: Node): Turning | null {
  const { plan, start } = arena;
  const stages: string[] = [];
  let run: Run = { ...node, assigned: [], inputs: [], journal: [], commands: [], crash: null };
  let round = run;
  const entered = new Map<string, number>();
  for (let ticks = 0; ticks < FOR_EVER; ticks += 1) {
    const tick = nextTick(plan, run.state);
    if (tick === null || run.state.stage === null) return null;
    if (rests(arena, run.state, tick.input.now)) return null;
    if (tick.input.now > start + LONG) break;
    stages.push(run.state.stage);
    const [next] = waysOf(arena, run, tick).runs;
    if (next === undefined || next.crash !== null) return null;
    stages.push(...movesOf(next));
    if (!hasComeRound(round, node)) round = joined(round, next);
    // Who comes into a stage as they came before will go on as they did before.
    const key = next.state.visit === run.state.visit ? null : keyOf(arena, next.state, next.decided);
    const before = key === null ? undefined : entered.get(key);
    if (before !== undefined) return { stages: new Set(stages.slice(before)), round };
    if (key !== null) entered.set(key, stages.length);
    run = next;
  }
  return isRest(arena.plan, run.state.stage) ? null : { stages: new Set(stages), round };
}

/** Whether a stage was moved to a second time, or the one that it began in again. */
function hasComeRound({ journal }: Run, { state }: Node): boolean {
  const moves = movesOf({ journal });
  return moves.includes(state.stage ?? "") || new Set(moves).size < moves.length;
}

const movesOf = ({ journal }: Pick<Run, "journal">): readonly string[] =>
  journal.flatMap(({ what, name }) => (what === "moved" ? [name] : []));

const joined = (one: Run, next: Run): Run => ({
  ...next,
  assigned: [...one.assigned, ...next.assigned],
  inputs: [...one.inputs, ...next.inputs],
  journal: [...one.journal, ...next.journal],
});

const isRest = (plan: Plan, stage: string | null): boolean =>
  "reviewedEvery" in (plan.stages[stage ?? ""]?.bound ?? {});

/** In a stage that rests, and by now it is clear that time does not lead out of it: silence may do so, once it is long enough. */
function rests({ plan }: Arena, { stage, stageAt }: Node["state"], now: Instant): boolean {
  if (!isRest(plan, stage)) return false;
  const mayLeave = plan.stages[stage ?? ""]?.handlers.some(({ on }) => on === "state" || on === "time");
  return !mayLeave || now > stageAt + QUIET;
}

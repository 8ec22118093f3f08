/** Explores a journey and holds it against what every journey promises. */
import type { Library, People } from "../../compiler/library.ts";
import type { Instant, Plan } from "../../compiler/plan.ts";
import { type Arena, openArena } from "./arena.ts";
import { noteRun, openCoverage } from "./coverage.ts";
import { explore, type Graph } from "./explore.ts";
import type { Finding } from "./finding.ts";
import { type Growth, growthOf } from "./growth-of.ts";
import { type MessageLoad, mostMessages } from "./most-messages.ts";
import { everyHandoverEndsInAPerson } from "./properties/every-handover-ends-in-a-person.ts";
import { everyRunCanEnd } from "./properties/every-run-can-end.ts";
import { everythingCanHappen } from "./properties/everything-can-happen.ts";
import { leftAloneItEnds } from "./properties/left-alone-it-ends.ts";
import { noCircles } from "./properties/no-circles.ts";
import { nothingAfterAnOptOut } from "./properties/nothing-after-an-opt-out.ts";
import { nothingAfterTheEnd } from "./properties/nothing-after-the-end.ts";
import { nothingWaitsForEver } from "./properties/nothing-waits-for-ever.ts";
import { oneHolder } from "./properties/one-holder.ts";
import type { GraphProperty, RunProperty } from "./properties/properties.ts";

export interface ProveOptions {
  readonly library: Library;
  readonly people: People;
  /** When those who are followed enter. */
  readonly start: Instant;
  /** More states than this are not explored. */
  readonly states: number;
  /** Told now and then how far it has come; answers whether to go on. */
  readonly goOn?: (states: number, steps: number) => boolean;
}

export interface Proof {
  readonly plan: Plan;
  readonly arena: Arena;
  readonly findings: readonly Finding[];
  readonly states: number;
  readonly steps: number;
  /** Everything that may happen was tried. */
  readonly isWhole: boolean;
  /** Where the states are, and why there are many. */
  readonly growth: Growth;
  /** Under each cap of the contact policy. */
  readonly messages: readonly MessageLoad[];
}

const RUN_PROPERTIES: readonly RunProperty[] = [
  noCircles,
  oneHolder,
  nothingWaitsForEver,
  everyHandoverEndsInAPerson,
  nothingAfterTheEnd,
  nothingAfterAnOptOut,
];
const GRAPH_PROPERTIES: readonly GraphProperty[] = [everyRunCanEnd, leftAloneItEnds, everythingCanHappen];

export function proveJourney(plan: Plan, options: ProveOptions): Proof {
  const arena = openArena(plan, options);
  const coverage = openCoverage();
  const found = new Map<string, Finding>();
  const { states, goOn = () => true } = options;
  const graph = explore(arena, { states, goOn }, (from, kind, run) => {
    noteRun(coverage, plan, from, run);
    for (const property of RUN_PROPERTIES) note(found, property(arena, { from, kind, run }));
  });
  for (const property of GRAPH_PROPERTIES)
    for (const finding of property(arena, graph, coverage)) note(found, finding);
  return proofOf(arena, graph, [...found.values()]);
}

/** Of several in one place the first is the shortest. */
function note(found: Map<string, Finding>, finding: Finding | null): void {
  if (finding === null) return;
  const key = finding.isOnce === true ? finding.property : `${finding.property} ${finding.at}`;
  if (!found.has(key)) found.set(key, finding);
}

const proofOf = (arena: Arena, graph: Graph, findings: readonly Finding[]): Proof => ({
  plan: arena.plan,
  arena,
  findings,
  states: graph.nodes.length,
  steps: graph.steps,
  isWhole: graph.isWhole,
  growth: growthOf(arena, graph),
  messages: mostMessages(arena, graph),
});

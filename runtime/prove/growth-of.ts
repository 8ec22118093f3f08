/** Where the states of an exploration are, and what makes them many: for whoever wants a journey that can be proven. */
import type { Plan } from "../../compiler/plan.ts";
import type { Arena } from "./arena.ts";
import type { Graph } from "./explore.ts";
import { stepsFrom } from "./plan-parts.ts";

export interface Growth {
  /** By stage, the most first. */
  readonly stages: readonly { readonly stage: string; readonly states: number }[];
  /** Why it was not explored whole; empty when it was. */
  readonly limits: readonly string[];
  /** What multiplies in the largest stage. */
  readonly because: readonly string[];
}

export function growthOf({ plan, variables }: Arena, { nodes, limits }: Graph): Growth {
  const counts = new Map<string, number>();
  for (const { state } of nodes)
    if (state.stage !== null) counts.set(state.stage, (counts.get(state.stage) ?? 0) + 1);
  const stages = [...counts]
    .map(([stage, states]) => ({ stage, states }))
    .sort((one, other) => other.states - one.states);
  const largest = stages[0]?.stage ?? "";
  const read = [...variables.values()].filter(({ values }) => values.length > 1).map(({ of }) => of);
  return {
    stages,
    limits,
    because: [
      ...reasonsIn(plan, largest),
      ...(read.length > 3 ? [`${read.length} fields that are read`] : []),
    ],
  };
}

/** Counters, tracks beside each other, and handlers whose runs go on beside the main track. */
function reasonsIn(plan: Plan, name: string): readonly string[] {
  const stage = plan.stages[name];
  if (stage === undefined) return [];
  const runs = stage.handlers.flatMap(({ reaction }) => ("run" in reaction ? [reaction.run] : []));
  const steps = new Set([stage.main, ...runs].flatMap((start) => [...stepsFrom(plan, start)]));
  const code = [...steps].flatMap((step) => plan.code[step] ?? []);
  const counters = code.flatMap((step) => (step.do === "every" || step.do === "retry" ? [step.times] : []));
  const together = code.flatMap((step) => (step.do === "together" ? [step.tracks.length] : []));
  const many = Math.max(0, ...counters);
  return [
    ...(many > 3 ? [`a counter of ${many}`] : []),
    ...together.map((tracks) => `${tracks} tracks together`),
    ...(runs.length > 1 ? [`${runs.length} handlers that run beside each other`] : []),
  ];
}

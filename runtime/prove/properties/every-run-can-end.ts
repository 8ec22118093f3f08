/** From wherever a run stands some way leads to an exit that does not depend on what the customer does (P3). */
import type { Node } from "../explore.ts";
import type { Finding } from "../finding.ts";
import type { GraphProperty } from "./properties.ts";

export const everyRunCanEnd: GraphProperty = (_, { nodes, edges, isWhole }) => {
  const before = new Map<number, number[]>();
  for (const { from, to, isExitEvent } of edges) {
    if (isExitEvent) continue;
    const known = before.get(to);
    if (known === undefined) before.set(to, [from]);
    else known.push(from);
  }
  // What was not looked at may well lead out.
  const isOut = ({ state, expanded }: Node): boolean => state.stage === null || (!isWhole && !expanded);
  const ending = new Set(nodes.filter(isOut).map(({ index }) => index));
  for (const index of ending) for (const from of before.get(index) ?? []) ending.add(from);
  const lost = nodes.filter(({ index, isEcho }) => !isEcho && !ending.has(index));
  const found = new Map<string, Finding>();
  for (const node of lost) {
    const stage = node.state.stage ?? "";
    if (found.has(stage)) continue;
    found.set(stage, {
      property: "every-run-can-end",
      sentence: `Who is in stage \`${stage}\` may never get out of the journey: no way leads from there to an exit, unless the customer does something.`,
      help: "Let the stage's bound lead to an exit, or to a stage that has one.",
      at: stage,
      shown: { from: node, run: null },
    });
  }
  return [...found.values()];
};

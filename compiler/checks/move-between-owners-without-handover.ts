/** A move from one owner's stage to another's goes through a handover. */
import { insertAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { handoversServing, movesOf, stageNamed } from "../stage-graph.ts";
import { forEachJourney } from "./check.ts";

export const moveBetweenOwnersWithoutHandover = forEachJourney((journey, { roles }) =>
  movesOf(journey).flatMap(({ from, move }) => {
    const to = stageNamed(journey, move.stage);
    if (move.through !== undefined || from.owner === undefined || to?.owner === undefined) return [];
    if (from.owner.text === to.owner.text || !roles.has(from.owner.text) || !roles.has(to.owner.text))
      return [];
    const facts = { from: from.name.text, to: to.name.text, giver: from.owner.text, taker: to.owner.text };
    const fixes = handoversServing(journey, from.name, to.name).map(({ name }) =>
      insertAt(move.span, ` through ${name.text}`),
    );
    return [report("move-between-owners-without-handover", facts, move.span, { fixes })];
  }),
);

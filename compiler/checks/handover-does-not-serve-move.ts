/** A handover serves the moves between the stages that it names, and no others. */
import type * as ast from "../../language/ast.ts";
import { replaceWith } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isUnread } from "../doubt.ts";
import { handoverNamed, handoversServing, movesOf, serves, stageNamed } from "../stage-graph.ts";
import { forEachJourney } from "./check.ts";

export const handoverDoesNotServeMove = forEachJourney((journey, { doubt }) => {
  // A stage that is misspelt is told as such, and may be the one that is meant.
  const isKnown = (name: ast.Name) => stageNamed(journey, name) !== undefined && !isUnread(doubt, name);
  return movesOf(journey).flatMap(({ from, move }) => {
    const handover = handoverNamed(journey, move.through);
    if (move.through === undefined || handover === undefined) return [];
    if (![from.name, move.stage, ...handover.from, ...handover.to].every(isKnown)) return [];
    if (serves(handover, from.name, move.stage)) return [];
    const facts = { handover: handover.name.text, from: from.name.text, to: move.stage.text };
    const related = [{ span: handover.name.span, label: "the handover" }];
    const { span } = move.through;
    const fixes = handoversServing(journey, from.name, move.stage).map(({ name }) =>
      replaceWith(name.text, span),
    );
    return [report("handover-does-not-serve-move", facts, span, { related, fixes })];
  });
});

/** Each stage can be reached from an entry. */
import { report } from "../../language/diagnostics/report.ts";
import { movesTakenBack } from "../ladders-climbed.ts";
import { hasUnknownStage, movesOf, reachableFrom } from "../stage-graph.ts";
import { forEachWholeJourney } from "./check.ts";

export const unreachableStage = forEachWholeJourney((journey, model) => {
  // Without an entry none could be reached, and that is what is reported.
  if (journey.enters.length === 0 || hasUnknownStage(journey)) return [];
  const entries = journey.enters.map(({ stage }) => stage.text);
  const moves = [...movesOf(journey), ...movesTakenBack(journey, model)].map(
    ({ from, move }) => [from.name.text, move.stage.text] as const,
  );
  const reached = reachableFrom(entries, moves);
  return journey.stages
    .filter(({ name }) => !reached.has(name.text))
    .map(({ name }) => report("unreachable-stage", { stage: name.text }, name.span));
});

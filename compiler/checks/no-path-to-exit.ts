/**
 * From each stage a path of bounds, results and handlers leads to an exit. Exits on an event of the customer's do
 * not count: whether they ever do anything is not for us to say.
 */
import { report } from "../../language/diagnostics/report.ts";
import { movesTakenBack } from "../ladders-climbed.ts";
import { hasUnknownStage, movesOf, reachableFrom, stagesWithExit } from "../stage-graph.ts";
import { forEachWholeJourney } from "./check.ts";

export const noPathToExit = forEachWholeJourney((journey, model) => {
  if (hasUnknownStage(journey)) return [];
  const leaving = stagesWithExit(journey);
  const backwards = [...movesOf(journey), ...movesTakenBack(journey, model)].map(
    ({ from, move }) => [move.stage.text, from.name.text] as const,
  );
  const ending = reachableFrom(
    leaving.map(({ name }) => name.text),
    backwards,
  );
  return journey.stages
    .filter(
      ({ name, lasts, rests }) => !ending.has(name.text) && (lasts !== undefined || rests !== undefined),
    )
    .map(({ name }) => report("no-path-to-exit", { stage: name.text }, name.span));
});

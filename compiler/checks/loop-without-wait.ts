/** A round of moves waits somewhere, or it would run for ever at once. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { findAll, type Kind, walk } from "../walk.ts";
import { forEachWholeJourney } from "./check.ts";

/** Steps that wait for time, for an event or for a person. */
const WAITING: ReadonlySet<Kind> = new Set([
  "WaitStep",
  "TaskStep",
  "DecideStep",
  "EveryStep",
  "TogetherStep",
]);

interface Jump {
  readonly from: string;
  readonly move: ast.Move;
}

export const loopWithoutWait = forEachWholeJourney((journey) => {
  const jumps = journey.stages.flatMap((stage) => immediateMoves(stage, journey));
  return journey.stages.flatMap(({ name }) => {
    const round = findRound(name.text, jumps);
    const [first] = round ?? [];
    if (round === undefined || first === undefined) return [];
    const stages = [...round.map(({ from }) => from), name.text];
    // Each round is told once, at the stage that comes first by name.
    const least = stages.every((stage) => name.text <= stage);
    return least ? [report("loop-without-wait", { stages }, first.move.span)] : [];
  });
});

/** The moves of the main track that stand before anything waits. An offer waits to be accepted. */
function immediateMoves(stage: ast.Stage, journey: ast.JourneyDeclaration): readonly Jump[] {
  const moves = beforeWaiting(stage.steps).flatMap((step) => findAll(step, "Move"));
  return moves
    .filter(({ through }) => through === undefined || isAtOnce(journey, through))
    .map((move) => ({ from: stage.name.text, move }));
}

function isAtOnce({ handovers }: ast.JourneyDeclaration, through: ast.Name): boolean {
  return handovers.some(({ name, receiver }) => name.text === through.text && receiver?.atOnce === true);
}

function beforeWaiting(steps: readonly ast.Step[]): readonly ast.Step[] {
  const waits = steps.findIndex((step) => [...walk(step)].some(({ node }) => WAITING.has(node.kind)));
  return waits < 0 ? steps : steps.slice(0, waits);
}

function findRound(
  start: string,
  jumps: readonly Jump[],
  path: readonly Jump[] = [],
): readonly Jump[] | undefined {
  const at = path.at(-1)?.move.stage.text ?? start;
  if (path.length > 0 && at === start) return path;
  for (const jump of jumps) {
    if (jump.from !== at || path.some(({ from }) => from === at)) continue;
    const round = findRound(start, jumps, [...path, jump]);
    if (round !== undefined) return round;
  }
  return undefined;
}

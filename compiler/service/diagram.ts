/** The journey that a place stands in, as a graph: it is drawn beside the text while that is written. */
import { graphOf, type JourneyGraph } from "../graph/journey-graph.ts";
import { readJourney } from "../resolve.ts";
import { isJourneyFile } from "../workspace.ts";
import type { Place } from "./navigate.ts";
import type { Snapshot } from "./snapshot.ts";

/** The journey around the place, else the last before it, else the first of the text. */
export function graphAt({ byPath }: Snapshot, { path, offset }: Place): JourneyGraph | undefined {
  const file = byPath.get(path);
  if (file === undefined || !isJourneyFile(path)) return undefined;
  const journeys = readJourney(file).file.declarations.flatMap((one) =>
    one.kind === "JourneyDeclaration" ? [one] : [],
  );
  const journey = journeys.findLast(({ span }) => span.start <= offset) ?? journeys[0];
  return journey === undefined ? undefined : graphOf(journey, file.text);
}

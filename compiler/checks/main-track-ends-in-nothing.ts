/** The main track of a stage ends by saying where it leads, or that it stays. */
import { report } from "../../language/diagnostics/report.ts";
import { alwaysLeave } from "../stage-graph.ts";
import { forEachJourney } from "./check.ts";

export const mainTrackEndsInNothing = forEachJourney(({ stages }) =>
  stages
    .filter(({ steps, rests }) => rests === undefined && !alwaysLeave(steps))
    .map(({ name }) => report("main-track-ends-in-nothing", { stage: name.text }, name.span)),
);

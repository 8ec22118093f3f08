/** The main track of a stage ends by saying where it leads, or that it stays. */
import { report } from "../../language/diagnostics/report.ts";
import { addLine } from "../line-fixes.ts";
import { alwaysLeave } from "../stage-graph.ts";
import { forEachJourney } from "./check.ts";

export const mainTrackEndsInNothing = forEachJourney(({ stages }, model) =>
  stages
    .filter(({ steps, rests }) => rests === undefined && !alwaysLeave(steps))
    .map(({ name, span }) =>
      report("main-track-ends-in-nothing", { stage: name.text }, name.span, {
        fixes: addLine(model, span, "stay"),
      }),
    ),
);

/** A stage ends by its bound, or it is parked and looked at again; not both. */
import { report } from "../../language/diagnostics/report.ts";
import { forEachJourney } from "./check.ts";

export const restsAndLasts = forEachJourney(({ stages }) =>
  stages.flatMap(({ name, rests, lasts }) =>
    rests === undefined || lasts === undefined
      ? []
      : [
          report("rests-and-lasts", { stage: name.text }, rests.span, {
            related: [{ span: lasts.span, label: "its bound" }],
          }),
        ],
  ),
);

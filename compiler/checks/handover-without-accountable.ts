/** One role answers for each passage between two teams. */
import { report } from "../../language/diagnostics/report.ts";
import { addLine } from "../line-fixes.ts";
import { forEachJourney } from "./check.ts";

export const handoverWithoutAccountable = forEachJourney(({ handovers, owner }, model) =>
  handovers
    .filter(({ accountable }) => accountable === undefined)
    .map(({ name, span }) =>
      report("handover-without-accountable", { handover: name.text }, name.span, {
        fixes: owner === undefined ? [] : addLine(model, span, `accountable ${owner.text}`),
      }),
    ),
);

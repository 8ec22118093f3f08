/** One role answers for each passage between two teams. */
import { report } from "../../language/diagnostics/report.ts";
import { forEachJourney } from "./check.ts";

export const handoverWithoutAccountable = forEachJourney(({ handovers }) =>
  handovers
    .filter(({ accountable }) => accountable === undefined)
    .map(({ name }) => report("handover-without-accountable", { handover: name.text }, name.span)),
);

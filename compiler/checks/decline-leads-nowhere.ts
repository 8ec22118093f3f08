/** A declined offer leads somewhere, whatever the reason. */
import { report } from "../../language/diagnostics/report.ts";
import { bodyLeaves } from "../stage-graph.ts";
import { forEachJourney } from "./check.ts";

export const declineLeadsNowhere = forEachJourney(({ handovers }) =>
  handovers.flatMap(({ name, decline }) =>
    (decline?.results ?? [])
      .filter(({ body }) => !bodyLeaves(body))
      .flatMap(({ labels: [reason] }) => (reason === undefined ? [] : [reason]))
      .map((reason) =>
        report("decline-leads-nowhere", { reason: reason.text, handover: name.text }, reason.span),
      ),
  ),
);

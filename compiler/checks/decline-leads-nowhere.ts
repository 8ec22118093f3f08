/** A declined offer leads somewhere, whatever the reason. */
import type * as ast from "../../language/ast.ts";
import type { Fix } from "../../language/diagnostics/diagnostic.ts";
import { replaceWith } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { addLine } from "../line-fixes.ts";
import type { Model } from "../model.ts";
import { bodyLeaves } from "../stage-graph.ts";
import { forEachJourney } from "./check.ts";

export const declineLeadsNowhere = forEachJourney(({ handovers }, model) =>
  handovers.flatMap(({ name, decline }) =>
    (decline?.results ?? [])
      .filter(({ body }) => !bodyLeaves(body))
      .flatMap(({ labels: [reason], body }) =>
        reason === undefined
          ? []
          : [
              report("decline-leads-nowhere", { reason: reason.text, handover: name.text }, reason.span, {
                fixes: ledTo(body, model),
              }),
            ],
      ),
  ),
);

/** To whoever gives, or to whoever else may take it. */
function ledTo(body: ast.ResultBody, model: Model): readonly Fix[] {
  if (body.kind === "GoOn") return ["stay", "reassign"].map((end) => replaceWith(end, body.span));
  return body.kind === "Block" ? addLine(model, body.span, "stay") : [];
}

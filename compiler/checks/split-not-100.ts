/** The arms of a split are everybody, and a holdout is left alone. */
import { deleteAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { nodesOf } from "../scopes.ts";
import type { Check } from "./check.ts";

export const splitNot100: Check = (model) =>
  nodesOf(model, ["SplitStep"]).flatMap(({ node: { name, arms } }) => {
    const sum = arms.reduce((total, { share }) => total + share.value, 0);
    // Shares such as 33.3% are not exact in binary.
    const rounded = Math.round(sum * 1_000) / 1_000;
    const busy = arms.filter((arm) => arm.name.text === "holdout" && (arm.block?.steps.length ?? 0) > 0);
    return [
      ...(rounded === 100 ? [] : [report("split-not-100", { split: name.text, sum: rounded }, name.span)]),
      ...busy.map((arm) =>
        report("holdout-does-something", { split: name.text }, arm.name.span, {
          fixes: arm.block === undefined ? [] : [deleteAt(arm.block.span, "its steps")],
        }),
      ),
    ];
  });

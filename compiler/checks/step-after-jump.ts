/** What stands after a step that always leads elsewhere is never reached. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { deleteLine } from "../line-fixes.ts";
import { nodesOf } from "../scopes.ts";
import { alwaysLeaves } from "../stage-graph.ts";
import type { Node } from "../walk.ts";
import type { Check } from "./check.ts";

export const stepAfterJump: Check = (model) =>
  nodesOf(model, ["Stage", "Block"]).flatMap(({ node }) => {
    const steps = stepsOf(node).filter(({ kind }) => kind !== "Allow");
    const jump = steps.findIndex(alwaysLeaves);
    const after = jump < 0 ? undefined : steps[jump + 1];
    const before = steps[jump];
    if (after === undefined || before === undefined) return [];
    return [
      report("step-after-jump", {}, after.span, {
        related: [{ span: before.span, label: "leads elsewhere" }],
        fixes: [deleteLine(model, after.span, "the step")],
      }),
    ];
  });

function stepsOf(node: Node): readonly ast.Step[] {
  return node.kind === "Stage" || node.kind === "Block" ? node.steps : [];
}

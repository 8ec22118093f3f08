/** After an exit the journey has ended: what follows it leads to no stage, and to no exit. */
import { report } from "../../language/diagnostics/report.ts";
import { deleteLine } from "../line-fixes.ts";
import { type Node, walk } from "../walk.ts";
import { forEachJourney } from "./check.ts";

export const afterExitLeadsElsewhere = forEachJourney(({ afterwards }, model) =>
  afterwards.flatMap(({ exit, block }) =>
    [...walk(block)].flatMap(({ node, around }) =>
      node.kind === "Move" || node.kind === "ExitStep"
        ? [
            report("after-exit-leads-elsewhere", { exit: exit.text }, node.span, {
              fixes: isStep(around.at(-1)) ? [deleteLine(model, node.span, "the step")] : [],
            }),
          ]
        : [],
    ),
  ),
);

/** What a result or a bound leads to cannot just be left out. */
const isStep = (parent: Node | undefined): boolean => parent?.kind === "Block";

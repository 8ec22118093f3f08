/** After an exit the journey has ended: what follows it leads to no stage, and to no exit. */
import { report } from "../../language/diagnostics/report.ts";
import { walk } from "../walk.ts";
import { forEachJourney } from "./check.ts";

export const afterExitLeadsElsewhere = forEachJourney(({ afterwards }) =>
  afterwards.flatMap(({ exit, block }) =>
    [...walk(block)].flatMap(({ node }) =>
      node.kind === "Move" || node.kind === "ExitStep"
        ? [report("after-exit-leads-elsewhere", { exit: exit.text }, node.span)]
        : [],
    ),
  ),
);

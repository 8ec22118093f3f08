/** What is done on the way out, of the journey or of a stage, waits for nobody and leads nowhere else. */
import type * as ast from "../../language/ast.ts";
import { insertAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { findAll, isKind, type Kind, type Node, walk } from "../walk.ts";
import { forEachJourney } from "./check.ts";

const REFUSED: { readonly [K in Kind]?: string } = {
  WaitStep: "this wait",
  TaskStep: "this task",
  DecideStep: "this decision",
  EveryStep: "this loop",
  TogetherStep: "these tracks",
  CallStep: "this call",
  RetryStep: "this retry",
  Move: "this move",
  ExitStep: "this exit",
  StayStep: "`stay`",
};

export const exitBlockWaits = forEachJourney((journey) =>
  [...journey.exits, ...findAll(journey, "LeavingHandler")].flatMap(({ block }) => checkBlock(block)),
);

function checkBlock(block: ast.Block | undefined) {
  return walk(block).flatMap(({ node, around }) => {
    const step = waitingIn(node) ?? REFUSED[node.kind];
    // What stands in a step that is refused is refused with it.
    const inside = around.some(({ kind }) => REFUSED[kind] !== undefined);
    return step === undefined || inside
      ? []
      : [
          report("exit-block-waits", { step }, node.span, {
            fixes: isKind(node, "SendStep") ? [insertAt(node.span, ", or drop")] : [],
          }),
        ];
  });
}

function waitingIn(node: Node): string | undefined {
  if (isKind(node, "SendStep") && !node.orDrop) return "this message";
  return isKind(node, "BeginStep") && node.wait !== undefined ? "this wait for another journey" : undefined;
}

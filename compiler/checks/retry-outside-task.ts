/** `retry` goes back to the task in whose result it stands. */
import { report } from "../../language/diagnostics/report.ts";
import { deleteLine } from "../line-fixes.ts";
import { nodesOf } from "../scopes.ts";
import type { Node } from "../walk.ts";
import type { Check } from "./check.ts";

export const retryOutsideTask: Check = (model) =>
  nodesOf(model, ["RetryStep"])
    .filter(({ around }) => !isInResultOfTask(around))
    .map(({ node }) =>
      report("retry-outside-task", {}, node.span, { fixes: [deleteLine(model, node.span, "`retry`")] }),
    );

function isInResultOfTask(around: readonly Node[]): boolean {
  const task = around.findLastIndex(({ kind }) => kind === "TaskStep");
  // A loop within the result would be left half done, and parallel tracks are not the one that asked.
  return task >= 0 && !around.slice(task).some(({ kind }) => kind === "EveryStep" || kind === "TogetherStep");
}

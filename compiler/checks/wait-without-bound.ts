/** Every wait is bounded (rule 4): of a stage by `lasts`, of a person by a ladder. */

import type { Span } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { walkModel } from "../scopes.ts";
import type { Node } from "../walk.ts";
import type { Check } from "./check.ts";

const ON_LADDER = "Say with `, on LADDER` what silence leads to.";

export const waitWithoutBound: Check = (model) => walkModel(model).flatMap(({ node }) => findUnbounded(node));

function findUnbounded(node: Node): readonly Diagnostic[] {
  switch (node.kind) {
    case "Stage":
      if (node.lasts !== undefined || node.rests !== undefined) return [];
      return unbounded(
        `stage \`${node.name.text}\``,
        "Add `lasts at most 30 days, then -> STAGE`.",
        node.name.span,
      );
    case "TaskStep":
      return node.ladder !== undefined
        ? []
        : unbounded(`task \`${node.name.text}\``, ON_LADDER, node.name.span);
    case "SendStep":
      return node.onceApprovedBy === undefined || node.ladder !== undefined
        ? []
        : unbounded(`the approval of message \`${node.message.text}\``, ON_LADDER, node.message.span);
    case "AskHolderRule":
      return node.ladder !== undefined ? [] : unbounded("the question to the holder", ON_LADDER, node.span);
    case "Handover":
      if (node.accept !== undefined || node.receiver === undefined || node.receiver.atOnce) return [];
      return unbounded(
        `the acceptance of handover \`${node.name.text}\``,
        "Add `accept on LADDER`, or give it `at once`.",
        node.name.span,
      );
    default:
      return [];
  }
}

function unbounded(what: string, help: string, span: Span): readonly Diagnostic[] {
  return [report("wait-without-bound", { what, help }, span)];
}

/** A retired message stays in the repository, and is not sent. */
import { report } from "../../language/diagnostics/report.ts";
import { deleteLine } from "../line-fixes.ts";
import { nodesOf } from "../scopes.ts";
import type { Check } from "./check.ts";

export const retiredMessage: Check = (model) =>
  nodesOf(model, ["SendStep"]).flatMap(({ node: { message: name, span } }) => {
    const message = model.messages.get(name.text);
    if (message === undefined || message.retired === null) return [];
    const related = [{ span: message.span, label: "retired here" }];
    const facts = { message: name.text, why: message.retired };
    const fixes = [deleteLine(model, span, "the step")];
    return [report("retired-message", facts, name.span, { related, fixes })];
  });

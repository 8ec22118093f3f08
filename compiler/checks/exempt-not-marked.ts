/** Only the role that a contact policy names may mark a message as one that no cap stops. */
import { report } from "../../language/diagnostics/report.ts";
import { readerOf } from "../related.ts";
import { nodesOf } from "../scopes.ts";
import type { Check } from "./check.ts";

export const exemptNotMarked: Check = (model) =>
  nodesOf(model, ["SendStep"]).flatMap(({ node, scope: { subject } }) => {
    if (node.kind !== "SendStep" || subject === undefined) return [];
    const message = model.messages.get(node.message.text);
    const reader = readerOf(node, subject, model) ?? subject;
    const rules =
      model.policies.get(reader.name.text)?.rules.filter((rule) => rule.kind === "ExemptRule") ?? [];
    const rule = rules.find(({ purpose }) => purpose.text === message?.message.purpose);
    if (message === undefined || rule === undefined || message.markedBy === rule.markedBy.text) return [];
    const facts = { message: message.name, purpose: rule.purpose.text, role: rule.markedBy.text };
    return [
      report("exempt-not-marked", facts, message.span, { related: [{ span: rule.span, label: "the rule" }] }),
    ];
  });

/** A wait for a reaction says to which message: else a click on an old one answers for the new. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { expandEvents, nodesOf } from "../scopes.ts";
import { findAll } from "../walk.ts";
import type { Check } from "./check.ts";

export const reactionToAnyMessage: Check = (model) =>
  nodesOf(model, ["WaitStep"]).flatMap(({ node }) => {
    if (node.what.kind !== "WaitEvents") return [];
    return node.what.events.flatMap(({ event, where }) => {
      const field = messageFieldOf(event, model);
      if (field === undefined || asksFor(field, where)) return [];
      return [report("reaction-to-any-message", { event: event.text, field: field.text }, event.span)];
    });
  });

/** The field that says which message it was. */
function messageFieldOf(event: ast.Name, model: Model): ast.Name | undefined {
  const fields = expandEvents(model, event.text).flatMap((one) => one.fields);
  return fields.find(({ type }) => type.kind === "NamedType" && type.name.text === "message")?.name;
}

function asksFor(field: ast.Name, where: ast.Condition | undefined): boolean {
  return findAll(where, "Test").some(({ subject }) => subject.names.at(-1)?.text === field.text);
}

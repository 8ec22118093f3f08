/** A wait for a reaction says to which message: else a click on an old one answers for the new. */
import type * as ast from "../../language/ast.ts";
import { insertAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { expandEvents, nodesOf } from "../scopes.ts";
import { findAll, type Node } from "../walk.ts";
import type { Check } from "./check.ts";

export const reactionToAnyMessage: Check = (model) =>
  nodesOf(model, ["WaitStep"]).flatMap(({ node, around }) => {
    if (node.what.kind !== "WaitEvents") return [];
    return node.what.events.flatMap(({ event, where }) => {
      const field = messageFieldOf(event, model);
      if (field === undefined || asksFor(field, where)) return [];
      const fixes = sentBefore(node, around).map((message) => {
        const asked = `${field.text} is ${message}`;
        return where === undefined
          ? insertAt(event.span, ` where ${asked}`)
          : insertAt(where.span, ` and ${asked}`);
      });
      return [
        report("reaction-to-any-message", { event: event.text, field: field.text }, event.span, {
          fixes: where?.kind === "Or" ? [] : fixes,
        }),
      ];
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

/** More than these are found faster by typing. */
const MAX_MESSAGES = 3;

/** The messages of its stage that stand before it, the latest first. */
function sentBefore(wait: ast.WaitStep, around: readonly Node[]): readonly string[] {
  const place = around.find(({ kind }) => kind === "Stage" || kind === "Everywhere" || kind === "Afterwards");
  const before = findAll(place, "SendStep").filter(({ span }) => span.end <= wait.span.start);
  return [...new Set(before.reverse().map(({ message }) => message.text))].slice(0, MAX_MESSAGES);
}

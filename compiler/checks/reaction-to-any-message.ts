/** A wait for a reaction says to which message: else a click on an old one answers for the new. */
import type * as ast from "../../language/ast.ts";
import { insertAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { expandEvents, nodesOf } from "../scopes.ts";
import { findAll, type Node } from "../walk.ts";
import type { Check } from "./check.ts";

export const reactionToAnyMessage: Check = (model) =>
  nodesOf(model, ["WaitStep"]).flatMap(({ node, around }) => {
    if (node.what.kind !== "WaitEvents") return [];
    return node.what.events.flatMap(({ event, where }) => {
      const kinds = expandEvents(model, event.text);
      const field = kinds.flatMap(messageFieldOf)[0];
      if (field === undefined || asksFor(field, where)) return [];
      const fixes = sentBefore(node, around).map((message) => {
        const asked = `${field.text} is ${message}`;
        return where === undefined
          ? insertAt(event.span, ` where ${asked}`)
          : insertAt(where.span, ` and ${asked}`);
      });
      const instead = kinds.map(namedAlone).join(" or ");
      // What is asked of one of a set stands with that one.
      const isPlain = kinds.length === 1 && where?.kind !== "Or";
      const facts = { event: event.text, instead };
      return [report("reaction-to-any-message", facts, event.span, { fixes: isPlain ? fixes : [] })];
    });
  });

/** The field that says which message it was. */
const messageFieldOf = ({ fields }: ast.EventDeclaration): readonly ast.Name[] =>
  fields
    .filter(({ type }) => type.kind === "NamedType" && type.name.text === "message")
    .map(({ name }) => name);

/** A set of events has no field that one of them lacks: each is waited for by its own name. */
function namedAlone(event: ast.EventDeclaration): string {
  const [field] = messageFieldOf(event);
  return field === undefined ? event.name.text : `${event.name.text} where ${field.text} is MESSAGE`;
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

/** What a scenario gives is whole: an event without a field that it always has would not be taken outside of tests. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { followedBy } from "../followed.ts";
import { expandEvents, nodesOf, type ScopedNode } from "../scopes.ts";
import { hasDefault, isComputed } from "../types/expressions.ts";
import { findAll } from "../walk.ts";
import type { Check } from "./check.ts";

export const scenarioLeavesOut: Check = (model) => [
  ...nodesOf(model, ["EventAct"]).flatMap(checkEvent),
  ...nodesOf(model, ["ScenarioDeclaration"]).flatMap(checkGiven),
];

function checkEvent({ node, scope: { model } }: ScopedNode): readonly Diagnostic[] {
  if (node.kind !== "EventAct") return [];
  // Of a set it is not said which event it is, and that is told elsewhere.
  const [event, ...others] = expandEvents(model, node.event.text);
  if (event === undefined || others.length > 0) return [];
  const missing = missingIn(event.fields, node.data);
  if (missing.length === 0) return [];
  const facts = { what: event.name.text, missing: namesOf(missing) };
  return [report("scenario-leaves-out", facts, node.event.span, declaredAt(missing))];
}

/** The subject is there from the start, unless its first event, or that of whom it follows, brings what it is. */
function checkGiven({ node, scope }: ScopedNode): readonly Diagnostic[] {
  if (node.kind !== "ScenarioDeclaration" || scope.subject === undefined) return [];
  const [first] = findAll(node, "EventAct");
  const kinds = first === undefined ? [] : expandEvents(scope.model, first.event.text);
  const begins = followedBy(scope.subject, scope.model).find(({ name }) =>
    kinds.some(({ of }) => of?.text === name.text),
  );
  const brought = first?.data?.entries.map(({ name }) => name.text) ?? [];
  const subject = begins ?? scope.subject;
  const missing = missingIn(subject.fields, node.given).filter(({ name }) => !brought.includes(name.text));
  if (missing.length === 0) return [];
  const facts = { what: subject.name.text, missing: namesOf(missing) };
  return [report("scenario-leaves-out", facts, node.title.span, declaredAt(missing))];
}

/**
 * What may be blank, has a default or is worked out need not be given; that the key is missing is told as a missing part.
 * A name that is unknown may be one misspelt.
 */
function missingIn(fields: readonly ast.Field[], data: ast.Data | undefined): readonly ast.Field[] {
  const given = data?.entries.map(({ name }) => name.text) ?? [];
  if (given.some((name) => !namesOf(fields).includes(name))) return [];
  return fields.filter(
    (field) =>
      !(field.key || field.optional || hasDefault(field) || isComputed(field)) &&
      !given.includes(field.name.text),
  );
}

const namesOf = (fields: readonly ast.Field[]): readonly string[] => fields.map(({ name }) => name.text);

const declaredAt = (fields: readonly ast.Field[]) => ({
  related: fields.slice(0, 1).map(({ span }) => ({ span, label: "declared here" })),
});

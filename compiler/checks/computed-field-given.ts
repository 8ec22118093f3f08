/** What is worked out from other fields follows from them: no event, step, person or scenario says it. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isDamaged, isUnread } from "../doubt.ts";
import type { Model } from "../model.ts";
import { ask, expandEvents, type Rules, type ScopedNode } from "../scopes.ts";
import { subjectsOfEvent } from "../somebody.ts";
import { fieldIn, isComputed, type Owner } from "../types/expressions.ts";
import type { Check } from "./check.ts";

/** A name that gives a field, of each of these that has one. */
type Given = readonly [name: ast.Name, owners: readonly Owner[]];

const ofSubject = (names: readonly ast.Name[], { scope: { subject } }: ScopedNode): readonly Given[] =>
  names.map((name) => [name, subject === undefined ? [] : [subject]]);

const GIVEN: Rules<Given> = {
  SubjectDeclaration: (subject) =>
    subject.fields.filter(({ key }) => key).map(({ name }): Given => [name, [subject]]),
  // An event's field of the same name updates the subject's.
  EventDeclaration: ({ fields }, place) =>
    ofSubject(
      fields.map(({ name }) => name),
      place,
    ),
  SetStep: ({ field }, place) => ofSubject(field.names.slice(-1), place),
  Result: ({ needs }, place) => ofSubject(needs, place),
  Handover: ({ decline }, place) => ofSubject(decline?.needs ?? [], place),
  RequestHandler: ({ needs }, place) => ofSubject(needs, place),
  AskRule: (rule, place) => ofSubject(rule.for, place),
  FlagRule: ({ flag }, place) => ofSubject([flag], place),
  Data: (data, place) => data.entries.map(({ name }): Given => [name, ownersOf(place)]),
};

/** An event in a scenario gives its own fields and, by their names, the subject's. */
function ownersOf({ around, scope: { model, subject } }: ScopedNode): readonly Owner[] {
  const act = around.at(-1);
  if (act?.kind === "CallStep") return [];
  if (act?.kind === "Somebody") return subjectsOfEvent(model, act.event.text);
  const events = act?.kind === "EventAct" ? expandEvents(model, act.event.text) : [];
  return [...events, ...(subject === undefined ? [] : [subject])];
}

export const computedFieldGiven: Check = (model) =>
  ask(GIVEN, model).flatMap(([name, owners]) => {
    const owner = owners.find((one) => isWorkedOut(name, one, model));
    if (owner === undefined) return [];
    return [report("computed-field-given", { field: name.text, of: owner.name.text }, name.span)];
  });

/** A default that was left out makes the name of the next field look like an expression. */
function isWorkedOut(name: ast.Name, owner: Owner, { doubt }: Model): boolean {
  const field = fieldIn({ kind: "Path", names: [name], span: name.span }, owner);
  return field !== undefined && isComputed(field) && !isUnread(doubt, field) && !isDamaged(doubt, field);
}

/** Every place where a value stands beside a field: compared with it, its default, set, or given in a scenario. */
import type * as ast from "../../language/ast.ts";
import { followedBy } from "../followed.ts";
import { relatedSubject, scopeWithin } from "../related.ts";
import { expandEvents, type Rules, type Scope, type ScopedNode } from "../scopes.ts";
import { subjectsOfEvent } from "../somebody.ts";
import type { Node } from "../walk.ts";
import { type ConditionSite, inCondition, suits, testsIn, valuesOf } from "./conditions.ts";
import { fieldIn, isBlankWord, type Owner } from "./expressions.ts";
import { type FieldOwner, type FieldRead, fieldOf, findField, type Reading } from "./fields.ts";

export interface ValueSite {
  readonly value: ast.Value;
  readonly target: FieldRead;
  readonly reading: Reading;
}

export const VALUE_SITES: Rules<ValueSite> = {
  ...inCondition((condition) => sitesIn(condition)),
  NoneRelated: relatedSite,
  Field: (field, { around, scope }) => defaultSite(field, around.at(-1), scope),
  SetStep: ({ field, value }, { scope }) => {
    const reading: Reading = { scope };
    return beside(findField(field, reading), literalOf(value, scope.subject), reading);
  },
  Data: ({ entries }, { around, scope }) =>
    entries.flatMap(({ name, value }) =>
      ownersOfData(around.at(-1), scope).flatMap((owner) =>
        beside(fieldOf(owner, name.text, scope.model), known(value), { scope }),
      ),
    ),
};

function sitesIn({ condition, readings }: ConditionSite): readonly ValueSite[] {
  return readings.flatMap((reading) =>
    testsIn(condition).flatMap((node) => {
      const read = findField(node.subject, reading);
      // Of a test that does not suit the field, that is what is told.
      return suits(node.test, read) ? beside(read, valuesOf(node.test), reading) : [];
    }),
  );
}

/** `has role champion` gives a value for a field of the other record. */
function relatedSite(
  { what, field, value }: Extract<ast.Condition, { kind: "NoneRelated" }>,
  { around, scope }: ScopedNode,
): readonly ValueSite[] {
  const own = scopeWithin(scope, around);
  const other = relatedSubject(what.text, own.subject, scope.model);
  if (other === undefined) return [];
  return beside(fieldOf(other, field.text, scope.model), [value], { scope: own });
}

function defaultSite(field: ast.Field, owner: Node | undefined, scope: Scope): readonly ValueSite[] {
  if (owner?.kind === "ActionDeclaration") {
    const id = `${owner.name.text}.${field.name.text}`;
    const target: FieldRead = { field, of: owner, id, name: field.name.text };
    return beside(target, literalOf(field.value, undefined), { scope });
  }
  if (owner?.kind !== "SubjectDeclaration" && owner?.kind !== "EventDeclaration") return [];
  const target = fieldOf(owner, field.name.text, scope.model);
  return beside(target, literalOf(field.value, owner), { scope });
}

/** What is worked out from fields is checked as an expression; a word that is no field may be meant as a value. */
function literalOf(value: ast.Expression | undefined, owner: Owner | undefined): readonly ast.Value[] {
  if (value === undefined || value.kind === "Arithmetic") return [];
  const isField = value.kind === "Path" && owner !== undefined && fieldIn(value, owner) !== undefined;
  return isField ? [] : known(value);
}

/** A field of any type may be given as blank; where it may not be so, that is told elsewhere. */
const known = (value: ast.Value): readonly ast.Value[] =>
  value.kind === "Path" && isBlankWord(value) ? [] : [value];

/** Whose fields `{ name: value }` gives: the event's, the action's, or those of the journey's subject. */
function ownersOfData(holder: Node | undefined, { model, subject }: Scope): readonly FieldOwner[] {
  if (holder?.kind === "EventAct") return expandEvents(model, holder.event.text);
  if (holder?.kind === "Somebody") return subjectsOfEvent(model, holder.event.text);
  if (holder?.kind === "CallStep") return asOwner(model.actions.get(holder.action.text));
  // A return gives what the action puts out; `fieldOf` reads what an action takes.
  if (holder?.kind === "ReturnAct")
    return asOwner(model.actions.get(holder.action.text)).map((action) => ({ ...action, in: action.out }));
  if (subject === undefined) return [];
  return holder?.kind === "ScenarioDeclaration" ? [subject, ...followedBy(subject, model)] : [subject];
}

const asOwner = (action: ast.ActionDeclaration | undefined): readonly ast.ActionDeclaration[] =>
  action === undefined ? [] : [action];

function beside(
  target: FieldRead | undefined,
  values: readonly ast.Value[],
  reading: Reading,
): readonly ValueSite[] {
  return target === undefined ? [] : values.map((value) => ({ value, target, reading }));
}

/** Every place where a value stands beside a field: compared with it, its default, set, or given in a scenario. */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { expandEvents, type Scope, type ScopedNode } from "../scopes.ts";
import type { Node } from "../walk.ts";
import { findConditionSite, suits, testsIn, valuesOf } from "./conditions.ts";
import { type FieldOwner, type FieldRead, fieldOf, findField, type Reading } from "./fields.ts";

export interface ValueSite {
  readonly value: ast.Value;
  readonly target: FieldRead;
  readonly reading: Reading;
}

export function valueSitesOf(found: ScopedNode): readonly ValueSite[] {
  const site = findConditionSite(found);
  if (site === undefined) return givenIn(found);
  return site.readings.flatMap((reading) =>
    testsIn(site.condition).flatMap((node) => {
      const read = findField(node.subject, reading);
      // Of a test that does not suit the field, that is what is told.
      return suits(node.test, read) ? beside(read, valuesOf(node.test), reading) : [];
    }),
  );
}

function givenIn({ node, around, scope }: ScopedNode): readonly ValueSite[] {
  const reading: Reading = { scope };
  switch (node.kind) {
    case "Field":
      return beside(declaredField(node, around.at(-1), scope.model), literalOf(node.value), reading);
    case "SetStep":
      return beside(findField(node.field, reading), literalOf(node.value), reading);
    case "Data":
      return node.entries.flatMap(({ name, value }) =>
        ownersOfData(around.at(-1), scope).flatMap((owner) =>
          beside(fieldOf(owner, name.text, scope.model), [value], reading),
        ),
      );
    default:
      return [];
  }
}

function declaredField(field: ast.Field, owner: Node | undefined, model: Model): FieldRead | undefined {
  if (owner?.kind === "ActionDeclaration")
    return { field, of: owner, id: `${owner.name.text}.${field.name.text}`, name: field.name.text };
  if (owner?.kind !== "SubjectDeclaration" && owner?.kind !== "EventDeclaration") return undefined;
  return fieldOf(owner, field.name.text, model);
}

/** What is computed is refused elsewhere. */
function literalOf(value: ast.Expression | undefined): readonly ast.Value[] {
  return value === undefined || value.kind === "Arithmetic" ? [] : [value];
}

/** Whose fields `{ name: value }` gives: the event's, the action's, or those of the journey's subject. */
function ownersOfData(holder: Node | undefined, { model, subject }: Scope): readonly FieldOwner[] {
  if (holder?.kind === "EventAct") return expandEvents(model, holder.event.text);
  if (holder?.kind === "CallStep") return asOwner(model.actions.get(holder.action.text));
  // A return gives what the action puts out; `fieldOf` reads what an action takes.
  if (holder?.kind === "ReturnAct")
    return asOwner(model.actions.get(holder.action.text)).map((action) => ({ ...action, in: action.out }));
  return subject === undefined ? [] : [subject];
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

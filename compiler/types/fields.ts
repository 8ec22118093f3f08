/** What a path stands for where a condition, a value or a placeholder reads it. */
import type * as ast from "../../language/ast.ts";
import { isUnread } from "../doubt.ts";
import type { Model } from "../model.ts";
import { expandEvents, type Scope, whole } from "../scopes.ts";

/** A field and whose it is; a field of an event and one of its subject that share a name share their meaning. */
export interface FieldRead {
  readonly field: ast.Field;
  readonly of: FieldOwner;
  /** `lead.amount`: the subject's name and the field's. */
  readonly id: string;
  /** As it is called in messages. */
  readonly name: string;
}

export type FieldOwner = ast.SubjectDeclaration | ast.EventDeclaration | ast.ActionDeclaration;

/** Where a condition reads: the subject of its declaration, and within `where` the event under test. */
export interface Reading {
  readonly scope: Scope;
  readonly event?: ast.EventDeclaration;
}

/** What the left side of a test names. `null`: unknowable, because what would declare it is unknown. */
export type Left =
  | { readonly names: "field"; readonly read: FieldRead }
  | { readonly names: "score"; readonly score: ast.ScoreDeclaration }
  | { readonly names: "audience"; readonly audience: ast.AudienceDeclaration }
  | { readonly names: "event"; readonly name: string }
  | { readonly names: "nothing"; readonly known: readonly string[] }
  | null;

/** A field of the event first, then of the subject; a field hides a score, an audience or an event of its name. */
export function findLeft(path: ast.Path, reading: Reading): Left {
  const read = findField(path, reading);
  if (read !== undefined) return { names: "field", read };
  const { model, subject } = reading.scope;
  const name = writePath(path);
  const score = model.scores.get(name);
  if (score !== undefined) return whole(score, model) === undefined ? null : { names: "score", score };
  const audience = model.audiences.get(name);
  if (audience !== undefined)
    return whole(audience, model) === undefined ? null : { names: "audience", audience };
  if (model.events.has(name)) return { names: "event", name };
  if (subject === undefined) return null;
  const about = [...model.scores.values(), ...model.audiences.values()].filter(
    ({ of }) => of.text === subject.name.text,
  );
  return { names: "nothing", known: [...knownFields(reading), ...about.map((one) => one.name.text)] };
}

/** Either may be qualified by the name of the event or the subject. */
export function findField(path: ast.Path, { scope, event }: Reading): FieldRead | undefined {
  const [first, second, ...more] = path.names.map(({ text }) => text);
  if (first === undefined || more.length > 0) return undefined;
  const name = second ?? first;
  const may = (owner: string | undefined) => second === undefined || first === owner;
  const ofEvent = event !== undefined && may(event.name.text) ? fieldOf(event, name, scope.model) : undefined;
  if (ofEvent !== undefined) return ofEvent;
  return scope.subject !== undefined && may(scope.subject.name.text)
    ? fieldOf(scope.subject, name, scope.model)
    : undefined;
}

export function fieldOf(owner: FieldOwner, name: string, { doubt }: Model): FieldRead | undefined {
  const fields = owner.kind === "ActionDeclaration" ? owner.in : owner.fields;
  const field = fields.find((one) => one.name.text === name);
  if (field === undefined || isUnread(doubt, field)) return undefined;
  const subject = owner.kind === "EventDeclaration" ? (owner.of?.text ?? owner.name.text) : owner.name.text;
  return { field, of: owner, id: `${subject}.${name}`, name };
}

/** One reading for each kind of event that `E where …` may be about. */
export function readingsWithin(scope: Scope, event: ast.Name): readonly Reading[] {
  return expandEvents(scope.model, event.text).map((kind) => ({ scope, event: kind }));
}

export function knownFields({ scope, event }: Reading): readonly string[] {
  return [...(event?.fields ?? []), ...(scope.subject?.fields ?? [])].map(({ name }) => name.text);
}

export function writePath(path: ast.Path): string {
  return path.names.map(({ text }) => text).join(".");
}

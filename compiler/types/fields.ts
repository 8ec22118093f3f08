/** What a path stands for where a condition, a value or a placeholder reads it. */
import type * as ast from "../../language/ast.ts";
import { isUnread } from "../doubt.ts";
import type { Model } from "../model.ts";
import { onceFor } from "../once-for.ts";
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
  const { names } = path;
  const first = names[0]?.text;
  if (first === undefined || names.length > 2) return undefined;
  const name = names[1]?.text ?? first;
  const isOf = (owner: FieldOwner) => names.length === 1 || first === owner.name.text;
  const ofEvent = event !== undefined && isOf(event) ? fieldOf(event, name, scope.model) : undefined;
  if (ofEvent !== undefined) return ofEvent;
  const { subject } = scope;
  return subject !== undefined && isOf(subject) ? fieldOf(subject, name, scope.model) : undefined;
}

export function fieldOf(owner: FieldOwner, name: string, { doubt }: Model): FieldRead | undefined {
  const read = fieldsByName(owner).get(name);
  return read === undefined || isUnread(doubt, read.field) ? undefined : read;
}

/** Of two with one name the first counts. */
const fieldsByName = onceFor((owner: FieldOwner): ReadonlyMap<string, FieldRead> => {
  const fields = owner.kind === "ActionDeclaration" ? owner.in : owner.fields;
  const subject = owner.kind === "EventDeclaration" ? (owner.of?.text ?? owner.name.text) : owner.name.text;
  const byName = new Map<string, FieldRead>();
  for (const field of fields) {
    const name = field.name.text;
    if (!byName.has(name)) byName.set(name, { field, of: owner, id: `${subject}.${name}`, name });
  }
  return byName;
});

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

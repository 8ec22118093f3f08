import type * as ast from "../../language/ast.ts";
import { invariant } from "../invariant.ts";
import type { Model } from "../model.ts";

/** What the lowered parts turned out to need; filled on the way, so that a plan carries nothing that it does not use. */
export interface Uses {
  readonly fields: Set<string>;
  readonly events: Set<string>;
  readonly scores: Set<string>;
  readonly ladders: Set<string>;
  readonly rights: Set<string>;
  readonly roles: Set<string>;
  /** Role to the route it is first picked by. */
  readonly picks: Map<string, string>;
  readonly actions: Set<string>;
  /** Those that stand for a zone of somebody's own that is not known. */
  readonly zones: Set<string>;
}

/** Where a name is looked up: the subject, and the event under test inside a `where`. */
export interface Scope {
  readonly model: Model;
  readonly subject: string;
  readonly event: string | null;
  /**
   * What an absence counts from when nothing was seen: the stage's entry; the journey's, for what stands in no stage; or
   * for what is asked of a subject outside of any run, since it became known.
   */
  readonly within: "stage" | "journey" | "subject";
  readonly uses: Uses;
  /** Fields of the instance itself; they hide those of the subject. */
  readonly own: readonly ast.Field[];
}

export function createScope(model: Model, subject: string, own: readonly ast.Field[] = []): Scope {
  const uses: Uses = {
    fields: new Set(),
    events: new Set(),
    scores: new Set(),
    ladders: new Set(),
    rights: new Set(),
    roles: new Set(),
    picks: new Map(),
    actions: new Set(),
    zones: new Set(),
  };
  return { model, subject, event: null, within: "subject", uses, own };
}

export function useRole(scope: Scope, name: ast.Name | undefined): string {
  invariant(name !== undefined, "a role is missing that the checks demand");
  scope.uses.roles.add(name.text);
  // A run must see it change: the request goes to another then.
  const reachedAt = scope.model.roles.get(name.text)?.reachedAt;
  if (reachedAt !== undefined) scope.uses.fields.add(reachedAt.text);
  return name.text;
}

export function useLadder(scope: Scope, name: ast.Name | undefined): string {
  invariant(name !== undefined, "a ladder is missing that the checks demand");
  scope.uses.ladders.add(name.text);
  return name.text;
}

/** The kinds of event that a name stands for, in source order: itself, or the members of a set of events. */
export function expandEvent(scope: Scope, name: string): readonly string[] {
  const members = declared(scope.model.events, name, "event").anyOf;
  if (members === undefined) return [name];
  return [...new Set(members.flatMap((member) => expandEvent(scope, member.text)))];
}

/** The same as `expandEvent`, noting that a run must be told of each. */
export function useEvent(scope: Scope, name: string): readonly string[] {
  const events = expandEvent(scope, name);
  for (const event of events) scope.uses.events.add(event);
  return events;
}

export const ownField = ({ own }: Scope, name: string): ast.Field | undefined =>
  own.find((field) => field.name.text === name);

/** A field that the instance reads: its own, or one of its subject. */
export function subjectField(scope: Scope, name: string): ast.Field | undefined {
  const own = ownField(scope, name);
  if (own !== undefined) return own;
  return declared(scope.model.subjects, scope.subject, "subject").fields.find(
    (field) => field.name.text === name,
  );
}

export function eventField(scope: Scope, name: string): ast.Field | undefined {
  if (scope.event === null) return undefined;
  return declared(scope.model.events, scope.event, "event").fields.find((field) => field.name.text === name);
}

export function declared<T>(table: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = table.get(name);
  invariant(found !== undefined, `${what} ${name} is not declared`);
  return found;
}

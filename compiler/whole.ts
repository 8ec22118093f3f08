/** Declarations of which something is sure: those that were read whole. */
import type * as ast from "../language/ast.ts";
import { isTangled, isUnread } from "./doubt.ts";
import type { Model } from "./model.ts";

/** A declaration of which nothing is sure is as good as unknown: what depends on it is not reported. */
export function whole<D extends ast.Declaration>(
  declaration: D | undefined,
  { doubt }: Model,
): D | undefined {
  if (declaration === undefined || isUnread(doubt, declaration)) return undefined;
  return isTangled(doubt, declaration) ? undefined : declaration;
}

/** The kinds of event that a name stands for, unknown ones left out; a set that holds itself ends. */
export function expandEvents(
  model: Model,
  name: string,
  seen: readonly string[] = [],
): readonly ast.EventDeclaration[] {
  const event = whole(model.events.get(name), model);
  if (event === undefined || seen.includes(name)) return [];
  if (event.anyOf === undefined) return [event];
  return event.anyOf.flatMap((member) => expandEvents(model, member.text, [...seen, name]));
}

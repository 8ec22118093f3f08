/** Records of the same account, and what they are called: `contact`, or the name of a kind of subject. */
import type * as ast from "../language/ast.ts";
import type { Model } from "./model.ts";
import type { Scope } from "./scopes.ts";
import { isKind, type Node } from "./walk.ts";
import { whole } from "./whole.ts";

/** What somebody of the account is called where no kind of subject is; and what the account is always called. */
export const CONTACT = "contact";
export const ACCOUNT = "account";

/**
 * Those of a kind that is named; `contact` are those of a subject of this name where there is one, else those of the
 * asker's own kind. `undefined`: the name stands for nothing, or for what could not be read.
 */
export function relatedSubject(
  name: string,
  asker: { readonly name: ast.Name } | undefined,
  model: Model,
): ast.SubjectDeclaration | undefined {
  const own = name === CONTACT && !model.subjects.has(CONTACT) ? asker?.name.text : undefined;
  return whole(model.subjects.get(own ?? name), model);
}

/** Whom a step writes to: the journey's subject or, where it says so, records of the account. */
export const readerOf = (
  { to }: ast.SendStep,
  subject: { readonly name: ast.Name } | undefined,
  model: Model,
): ast.SubjectDeclaration | undefined =>
  to === undefined
    ? whole(model.subjects.get(subject?.name.text ?? ""), model)
    : relatedSubject(CONTACT, subject, model);

/** Within `contacts of account where …` it is the contact who is asked, and no run. */
export function scopeWithin(scope: Scope, around: readonly Node[]): Scope {
  if (!around.some((node) => isKind(node, "ContactsOf"))) return scope;
  const { subject: asker, journey: _, ...rest } = scope;
  const subject = relatedSubject(CONTACT, asker, scope.model);
  return { ...rest, ...(subject && { subject }) };
}

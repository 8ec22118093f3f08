/** The subjects that one is opened from, the nearest first: a customer from a lead, which may follow another itself. */
import type * as ast from "../language/ast.ts";
import type { Model } from "./model.ts";
import { whole } from "./whole.ts";

export function followedBy(
  subject: ast.SubjectDeclaration | undefined,
  model: Model,
  seen: readonly string[] = [],
): readonly ast.SubjectDeclaration[] {
  const name = subject?.follows?.subject.text;
  const followed =
    name === undefined || seen.includes(name) ? undefined : whole(model.subjects.get(name), model);
  return followed === undefined
    ? []
    : [followed, ...followedBy(followed, model, [...seen, followed.name.text])];
}

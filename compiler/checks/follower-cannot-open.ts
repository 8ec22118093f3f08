/** A subject that follows another is opened from it: what it cannot be without, and its key, come along. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isDamaged } from "../doubt.ts";
import type { Model } from "../model.ts";
import { hasDefault, isComputed } from "../types/expressions.ts";
import { describeType, typeOf } from "../types/field-types.ts";
import { areAlike } from "../types/values.ts";
import { whole } from "../whole.ts";
import type { Check } from "./check.ts";

export const followerCannotOpen: Check = (model) =>
  [...model.subjects.values()].flatMap((subject) => {
    const followed = whole(model.subjects.get(subject.follows?.subject.text ?? ""), model);
    if (followed === undefined || isDamaged(model.doubt, followed) || isDamaged(model.doubt, subject))
      return [];
    return [
      ...lacking(subject, followed),
      ...unlike(subject, followed),
      ...eventOf(subject, followed, model),
    ];
  });

/** A field with a default, or one that may be blank or is worked out, need not come along. */
function lacking(subject: ast.SubjectDeclaration, followed: ast.SubjectDeclaration): readonly Diagnostic[] {
  const missing = subject.fields.filter(
    (field) =>
      (field.key || !(field.optional || hasDefault(field) || isComputed(field))) &&
      sameIn(followed, field) === undefined,
  );
  if (missing.length === 0 || subject.follows === undefined) return [];
  const facts = {
    subject: subject.name.text,
    followed: followed.name.text,
    fields: missing.map(({ name }) => name.text),
  };
  return [report("follower-cannot-open", facts, subject.follows.span)];
}

/** What comes along is a value of the field that it comes to. */
function unlike(subject: ast.SubjectDeclaration, followed: ast.SubjectDeclaration): readonly Diagnostic[] {
  return subject.fields.flatMap((field) => {
    const from = sameIn(followed, field);
    const [own, other] = [typeOf(field), from === undefined ? undefined : typeOf(from)];
    if (from === undefined || own === undefined || other === undefined || isComputed(field)) return [];
    const fits =
      own.type === "one_of" && other.type === "one_of"
        ? other.values.every((value) => own.values.includes(value))
        : areAlike(own, other);
    if (fits) return [];
    const what = `\`${field.name.text}\` of the ${followed.name.text} that it follows`;
    const related = [{ span: from.span, label: "comes from here" }];
    return [
      report(
        "wrong-type",
        { what, found: describeType(other), expected: describeType(own) },
        field.name.span,
        { related },
      ),
    ];
  });
}

function eventOf(
  { follows }: ast.SubjectDeclaration,
  followed: ast.SubjectDeclaration,
  model: Model,
): readonly Diagnostic[] {
  const of = model.events.get(follows?.on.text ?? "")?.of?.text;
  if (follows === undefined || of === undefined || of === followed.name.text) return [];
  const facts = { what: "event", name: follows.on.text, of, wanted: followed.name.text };
  return [report("belongs-to-another-subject", facts, follows.on.span)];
}

const sameIn = (followed: ast.SubjectDeclaration, { name }: ast.Field): ast.Field | undefined =>
  followed.fields.find((field) => field.name.text === name.text);

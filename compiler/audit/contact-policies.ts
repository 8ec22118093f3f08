/** What a machine may do to customers without anybody having said so: no contact policy, or one that asks nobody. */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { isComputed } from "../types/expressions.ts";
import { typeOf } from "../types/field-types.ts";
import { findAll } from "../walk.ts";
import { type AuditRule, find } from "./found.ts";
import { ownersOf } from "./together.ts";

export const noContactPolicy: AuditRule = (model) =>
  [...model.subjects.values()].flatMap((subject) => {
    const writing = writersTo(subject, model);
    const [first] = writing;
    if (first === undefined || model.policies.has(subject.name.text)) return [];
    return [
      find(
        "no-contact-policy",
        { subject: subject.name.text, journeys: writing.map(({ name }) => name.text) },
        {
          journeys: writing.map(({ name }) => name.text),
          owners: subject.owner === undefined ? ownersOf(writing) : [subject.owner.text],
          place: { kind: "subject", name: subject.name.text },
          span: subject.name.span,
          reach: subject.span,
        },
      ),
    ];
  });

export const nobodyAskedFirst: AuditRule = (model) =>
  [...model.policies.values()].flatMap((policy) => {
    const subject = model.subjects.get(policy.of.text);
    if (subject === undefined || policy.rules.some(({ kind }) => kind === "AskHolderRule")) return [];
    const fields = stakesOf(subject);
    const writing = writersTo(subject, model);
    if (fields.length === 0 || writing.length === 0) return [];
    return [
      find(
        "nobody-asked-first",
        { subject: subject.name.text, fields },
        {
          journeys: writing.map(({ name }) => name.text),
          owners: policy.owner === undefined ? [] : [policy.owner.text],
          place: { kind: "contact policy", name: subject.name.text },
          span: policy.of.span,
          reach: policy.span,
        },
      ),
    ];
  });

/** What somebody is worth: what is worked out from other fields, else whatever is an amount of money. */
function stakesOf({ fields }: ast.SubjectDeclaration): readonly string[] {
  const money = fields.filter((field) => typeOf(field)?.type === "money");
  const computed = money.filter(isComputed);
  return (computed.length > 0 ? computed : money).map(({ name }) => name.text);
}

/** Journeys of it in which a machine writes and nobody reads it first. */
const writersTo = (
  { name }: ast.SubjectDeclaration,
  { journeys }: Model,
): readonly ast.JourneyDeclaration[] =>
  [...journeys.values()].filter(
    (journey) =>
      journey.of.text === name.text &&
      findAll(journey, "SendStep").some(({ onceApprovedBy }) => onceApprovedBy === undefined),
  );

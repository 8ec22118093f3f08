/** Whom a message may be sent to: the subjects of the journeys that send it, with the fields that its words may name. */
import type * as ast from "../language/ast.ts";
import type { Field } from "./library.ts";
import { defaultOf, lowerFieldType } from "./lower/values.ts";
import type { Model } from "./model.ts";
import { isComputed } from "./types/expressions.ts";
import { findAll } from "./walk.ts";

export interface MessageReaders {
  /** Name of the subject, such as `lead`. */
  readonly subject: string;
  readonly fields: Readonly<Record<string, Field>>;
}

/** In the order of the model; empty where no journey sends it. */
export function readersOf(message: string, model: Model): readonly MessageReaders[] {
  const senders = [...model.journeys.values()].filter((journey) =>
    findAll(journey, "SendStep").some((step) => step.message.text === message),
  );
  return [...new Set(senders.map(({ of }) => of.text))].flatMap((name) => readersNamed(name, model) ?? []);
}

/** `undefined`: there is no such subject. */
export function readersNamed(subject: string, model: Model): MessageReaders | undefined {
  const declared = model.subjects.get(subject);
  if (declared === undefined) return undefined;
  const fields = declared.fields.map((field) => [field.name.text, fieldOf(field)] as const);
  return { subject, fields: Object.fromEntries(fields) };
}

/** What is computed in a run is said by whoever tries the message. */
function fieldOf(field: ast.Field): Field {
  const computed = isComputed(field);
  return {
    ...lowerFieldType(field.type),
    optional: field.optional || computed,
    default: computed ? null : defaultOf(field),
    description: field.description?.text ?? "",
  };
}

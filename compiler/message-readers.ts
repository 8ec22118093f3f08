/** Whom a message may be sent to: the subjects of the journeys that send it, with the fields that its words may name. */
import type * as ast from "../language/ast.ts";
import type { Field } from "./library.ts";
import { defaultOf, lowerFieldType } from "./lower/values.ts";
import type { Model } from "./model.ts";
import { readerOf } from "./related.ts";
import { isComputed } from "./types/expressions.ts";
import { fieldsLedBy } from "./types/led-by.ts";
import { findAll } from "./walk.ts";

export interface MessageReaders {
  /** Name of the subject, such as `lead`. */
  readonly subject: string;
  readonly fields: Readonly<Record<string, Field>>;
}

/** In the order of the model; empty where no journey sends it. */
export function readersOf(message: string, model: Model): readonly MessageReaders[] {
  const readers = [...model.journeys.values()].flatMap((journey) =>
    sendsOf(message, journey).map((step) =>
      step.to === undefined ? journey.of : readerOf(step, { name: journey.of }, model)?.name,
    ),
  );
  const names = new Set(readers.flatMap((name) => name?.text ?? []));
  return [...names].flatMap((name) => readersNamed(name, model, message) ?? []);
}

const sendsOf = (message: string, journey: ast.JourneyDeclaration): readonly ast.SendStep[] =>
  findAll(journey, "SendStep").filter((step) => step.message.text === message);

/** With what events bring that lead to it; of the subject's own fields those of the same name are the same. `undefined`: there is no such subject. */
export function readersNamed(subject: string, model: Model, message: string): MessageReaders | undefined {
  const declared = model.subjects.get(subject);
  if (declared === undefined) return undefined;
  const journeys = [...model.journeys.values()].filter(({ of }) => of.text === subject);
  const led = journeys.flatMap((journey) =>
    sendsOf(message, journey).flatMap((step) =>
      step.to === undefined ? [...fieldsLedBy(step, journey, model)] : [],
    ),
  );
  const fields = [
    ...led.map(([name, { field }]) => [name, fieldOf(field)] as const),
    ...declared.fields.map((field) => [field.name.text, fieldOf(field)] as const),
  ];
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

/**
 * Fields of an instance itself: the key that it is about, what its journey keeps of events, and what
 * actions gave back. They are read like
 * fields of the subject, and no other journey sees them. What an action gives back under the name of a subject's
 * field is that field; what is kept under such a name hides it, since the instance is about one deal of several.
 */
import type * as ast from "../language/ast.ts";
import type { Model } from "./model.ts";
import { findAll } from "./walk.ts";
import { expandEvents, whole } from "./whole.ts";

export function ownFieldsOf(journey: ast.JourneyDeclaration, model: Model): readonly ast.Field[] {
  const kept = journey.keeps.flatMap((keep) => keptField(keep, journey, model) ?? []);
  const known = new Set(model.subjects.get(journey.of.text)?.fields.map(({ name }) => name.text));
  const given = actionsOf(journey, model)
    .flatMap(({ out }) => out)
    .filter(({ name }) => !known.has(name.text))
    // Until the call has been made, and where it failed, nothing is known.
    .map(({ value: _, ...field }): ast.Field => ({ ...field, optional: true }));
  const key = keyField(journey, model);
  return firstOfName([...(key === undefined ? [] : [key]), ...kept, ...given]);
}

/**
 * `per KEY` is the instance's own, too: the subject may have another one by now. Known from the start, since nothing
 * begins without it.
 */
export function keyField({ per, enters, of }: ast.JourneyDeclaration, model: Model): ast.Field | undefined {
  const [name, ...more] = per?.names ?? [];
  if (per === undefined || name === undefined || more.length > 0) return undefined;
  const events = enters.flatMap(({ trigger }) => (trigger.kind === "OnEvents" ? trigger.events : []));
  const subject = model.subjects.get(of.text);
  const owners = [
    ...events.flatMap(({ event }) => expandEvents(model, event.text)),
    ...(subject === undefined ? [] : [subject]),
  ];
  const field = owners.flatMap(({ fields }) => fields).find((one) => one.name.text === name.text);
  if (field === undefined) return undefined;
  const { value: _, ...rest } = field;
  return { ...rest, key: false, optional: false };
}

/** The subject as its journey sees it: with the instance's own fields, and without those that they hide. */
export function subjectWithin(
  subject: ast.SubjectDeclaration,
  journey: ast.JourneyDeclaration,
  model: Model,
): ast.SubjectDeclaration {
  const own = ownFieldsOf(journey, model);
  if (own.length === 0) return subject;
  return { ...subject, fields: firstOfName([...own, ...subject.fields]) };
}

/** The actions that a journey calls. */
export function actionsOf(journey: ast.JourneyDeclaration, model: Model): readonly ast.ActionDeclaration[] {
  const names = new Set(findAll(journey, "CallStep").map(({ action }) => action.text));
  return [...names].flatMap((name) => whole(model.actions.get(name), model) ?? []);
}

/** The journey that asks for a key; by no event is it entered, only by an entry without a key. */
export const keyJourneyName = (journey: string): string => `${journey}_key`;

type Keep = ast.JourneyDeclaration["keeps"][number];

function keptField(keep: Keep, journey: ast.JourneyDeclaration, model: Model): ast.Field | undefined {
  const field = keptFrom(keep, model);
  if (field === undefined) return undefined;
  const { value: _, ...rest } = field;
  const optional = field.optional || !beginsWith(keep, journey, model);
  return { ...rest, name: keep.name, key: false, optional, span: keep.span };
}

/** The event's field that `from the latest EVENT.FIELD` names; the last event of a set that has one. */
export function keptFrom({ from }: Keep, model: Model): ast.Field | undefined {
  const [event, field, ...more] = from.names.map(({ text }) => text);
  if (event === undefined || field === undefined || more.length > 0) return undefined;
  return expandEvents(model, event)
    .flatMap(({ fields }) => fields)
    .find(({ name }) => name.text === field);
}

/** Whether every way in is such an event, so that the field is known from the start. */
function beginsWith({ from }: Keep, { enters, name }: ast.JourneyDeclaration, model: Model): boolean {
  const kinds = new Set(expandEvents(model, from.names[0]?.text ?? "").map((event) => event.name.text));
  const isBegun = [...model.journeys.values()].some((other) =>
    findAll(other, "BeginStep").some(({ journey }) => journey.text === name.text),
  );
  return (
    !isBegun &&
    enters.every(
      ({ trigger }) =>
        trigger.kind === "OnEvents" &&
        trigger.events.every(({ event }) =>
          expandEvents(model, event.text).every((kind) => kinds.has(kind.name.text)),
        ),
    )
  );
}

function firstOfName(fields: readonly ast.Field[]): readonly ast.Field[] {
  const byName = new Map<string, ast.Field>();
  for (const field of fields) if (!byName.has(field.name.text)) byName.set(field.name.text, field);
  return [...byName.values()];
}

/** Whether the instance may have fields of its own that cannot be told, since what would bring them is unknown. */
export function mayHaveMoreFields({
  journey,
  model,
}: {
  readonly journey?: ast.JourneyDeclaration;
  readonly model: Model;
}): boolean {
  if (journey === undefined) return false;
  const { enters, keeps } = journey;
  const events = enters.flatMap(({ trigger }) => (trigger.kind === "OnEvents" ? trigger.events : []));
  return (
    findAll(journey, "CallStep").some(({ action }) => !model.actions.has(action.text)) ||
    events.some(({ event }) => !model.events.has(event.text)) ||
    keeps.some((keep) => keptFrom(keep, model) === undefined)
  );
}

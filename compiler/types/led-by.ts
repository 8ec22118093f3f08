/**
 * The events that certainly led to a step, whose fields a message may therefore name: of a handler, or of the wait whose
 * `got` it is (docs/language.md, section 5.3). Where another wait lies in between it is that one's event, or nobody
 * knows; an exit may be reached by a step; and who joined an instance `per` a key has events of their own.
 */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { onceFor } from "../once-for.ts";
import { expandEvents } from "../scopes.ts";
import { findAll, isKind, type Node, walk } from "../walk.ts";
import { mayBeBlank } from "./expressions.ts";

export interface LedField {
  readonly field: ast.Field;
  /** In one of the events, at least. */
  readonly mayBeBlank: boolean;
}

/** Fields that all of these events have, by name. */
export function fieldsLedBy(
  step: ast.SendStep,
  journey: ast.JourneyDeclaration,
  model: Model,
): ReadonlyMap<string, LedField> {
  const around = journey.per === undefined ? (placesIn(journey).get(step) ?? []) : [];
  const kinds = [
    ...new Set(occurrencesThatLed(around).flatMap(({ event }) => expandEvents(model, event.text))),
  ];
  const [first, ...others] = kinds;
  const fields = (first?.fields ?? []).flatMap(({ name }) => {
    const all = kinds.flatMap((event) =>
      event.fields.filter((field) => field.name.text === name.text).map((field) => ({ field, event })),
    );
    const [one] = all;
    if (one === undefined || all.length !== others.length + 1) return [];
    const isBlank = all.some(({ field, event }) => mayBeBlank(field, event));
    return [[name.text, { field: one.field, mayBeBlank: isBlank }] as const];
  });
  return new Map(fields);
}

const placesIn = onceFor(
  (journey: ast.JourneyDeclaration): ReadonlyMap<Node, readonly Node[]> =>
    new Map(walk(journey).map(({ node, around }) => [node, around])),
);

function occurrencesThatLed(around: readonly Node[]): readonly ast.Occurrence[] {
  for (let index = around.length - 1; index >= 0; index -= 1) {
    const node = around[index];
    const of = around[index - 1];
    if (isKind(node, "EventHandler")) return waitsIn(node) ? [] : node.events;
    if (isKind(node, "Result") && isKind(of, "WaitStep") && of.what.kind === "WaitEvents" && isGot(node))
      return waitsIn(node) ? [] : of.what.events;
  }
  return [];
}

const isGot = ({ labels }: ast.Result): boolean => labels.every(({ text }) => text === "got");

const waitsIn = (node: Node): boolean =>
  findAll(node, "WaitStep").some(({ what }) => what.kind === "WaitEvents");

/** What brings somebody into a journey, and what can bring them into two at the same instant. */
import type * as ast from "../language/ast.ts";
import { neverMeet, testsReached } from "./checks/sample-conditions.ts";
import { assertNever } from "./invariant.ts";
import type { Model } from "./model.ts";
import { expandEvents, scopeOf } from "./scopes.ts";
import { findLeft, type Reading } from "./types/fields.ts";
import { namesCountedFrom } from "./types/moments.ts";
import { findAll } from "./walk.ts";

interface Cause {
  /** A kind of event, or a field of the subject that changes. */
  readonly what: string;
  /** What it asks of the event, or of the subject. */
  readonly condition?: ast.Condition | undefined;
}

/** The kind of event, or the field, that can bring both about; conditions that never hold together keep them apart. */
export function sharedCause(
  one: ast.JourneyDeclaration,
  other: ast.JourneyDeclaration,
  model: Model,
): string | undefined {
  const causes = causesOf(other, model);
  return causesOf(one, model).find(({ what, condition }) =>
    causes.some((cause) => cause.what === what && canMeet([condition, cause.condition], what, one, model)),
  )?.what;
}

function canMeet(
  conditions: readonly (ast.Condition | undefined)[],
  what: string,
  journey: ast.JourneyDeclaration,
  model: Model,
): boolean {
  const asked = conditions.filter((condition) => condition !== undefined);
  if (asked.length < conditions.length) return true;
  const scope = scopeOf(journey, model);
  const event = model.events.get(what);
  return !neverMeet(asked, event === undefined ? { scope } : { scope, event });
}

function causesOf(journey: ast.JourneyDeclaration, model: Model): readonly Cause[] {
  const reading: Reading = { scope: scopeOf(journey, model) };
  return journey.enters.flatMap(({ trigger }): readonly Cause[] => {
    switch (trigger.kind) {
      case "OnEvents":
        return trigger.events.flatMap(({ event, where }) =>
          expandEvents(model, event.text).map(({ name }) => ({ what: name.text, condition: where })),
        );
      case "WhenState":
        return causesOfCondition(trigger.state.condition, reading);
      case "AtMoment":
        return namesCountedFrom(trigger.moment).map((what) => ({ what, condition: trigger.when }));
      default:
        return assertNever(trigger);
    }
  });
}

/** The fields that it reads, and the events that update one or count for a score. */
function causesOfCondition(condition: ast.Condition, reading: Reading): readonly Cause[] {
  const { model, subject } = reading.scope;
  const ofSubject = [...model.events.values()].filter(({ of }) => of?.text === subject?.name.text);
  return testsReached(condition, reading).flatMap(({ subject: path }): readonly Cause[] => {
    const left = findLeft(path, reading);
    if (left?.names === "score")
      return findAll(left.score, "Occurrence").flatMap(({ event }) =>
        expandEvents(model, event.text).map(({ name }) => ({ what: name.text })),
      );
    if (left?.names !== "field") return [];
    const { name } = left.read;
    const updating = ofSubject.filter(({ fields }) => fields.some((field) => field.name.text === name));
    return [{ what: name, condition }, ...updating.map((event) => ({ what: event.name.text }))];
  });
}

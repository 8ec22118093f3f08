/**
 * Of two journeys of one exclusive group that an event can start together, one has the higher priority: with none it
 * would be chance which of them a subject enters. An event starts those that are entered on it, and those that are
 * entered when something comes to hold that it changes: a field that it updates, or a score that it counts for.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { assertNever } from "../invariant.ts";
import type { Model } from "../model.ts";
import { expandEvents, scopeOf } from "../scopes.ts";
import { findLeft, type Reading } from "../types/fields.ts";
import { namesCountedFrom } from "../types/moments.ts";
import { findAll } from "../walk.ts";
import type { Check } from "./check.ts";
import { neverMeet, testsReached } from "./sample-conditions.ts";

export const equalPriorityInGroup: Check = (model) => {
  const journeys = [...model.journeys.values()].filter(({ exclusive }) => exclusive !== undefined);
  return journeys.flatMap((journey, index) =>
    journeys.slice(0, index).flatMap((earlier) => {
      const { exclusive } = journey;
      if (exclusive === undefined || !areEqual(earlier, journey)) return [];
      const event = sharedCause(earlier, journey, model);
      if (event === undefined) return [];
      const facts = {
        group: exclusive.group.text,
        event,
        journeys: [earlier.name.text, journey.name.text],
        priority: exclusive.priority,
      };
      const related = [{ span: earlier.exclusive?.span ?? earlier.name.span, label: "the other one" }];
      return [report("equal-priority-in-group", facts, exclusive.span, { related })];
    }),
  );
};

const areEqual = (one: ast.JourneyDeclaration, other: ast.JourneyDeclaration): boolean =>
  one.of.text === other.of.text &&
  one.exclusive?.group.text === other.exclusive?.group.text &&
  one.exclusive?.priority === other.exclusive?.priority;

interface Cause {
  /** A kind of event, or a field of the subject that changes. */
  readonly what: string;
  /** What it asks of the event, or of the subject. */
  readonly condition?: ast.Condition | undefined;
}

/** What can bring both about at the same instant; conditions that never hold together keep them apart. */
function sharedCause(
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

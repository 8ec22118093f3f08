/**
 * Of two journeys of one exclusive group that an event can start together, one has the higher priority: with none it
 * would be chance which of them a subject enters.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { expandEvents } from "../scopes.ts";
import type { Check } from "./check.ts";

export const equalPriorityInGroup: Check = (model) => {
  const journeys = [...model.journeys.values()];
  return journeys.flatMap((journey, index) =>
    journeys.slice(0, index).flatMap((earlier) => {
      const event = sharedEvent(earlier, journey, model);
      const { exclusive } = journey;
      if (event === undefined || exclusive === undefined || !areEqual(earlier, journey)) return [];
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

/** Whether the conditions of the two entries can both hold is not looked into: nothing keeps them apart in time. */
function sharedEvent(
  one: ast.JourneyDeclaration,
  other: ast.JourneyDeclaration,
  model: Model,
): string | undefined {
  const kinds = kindsOf(other, model);
  return [...kindsOf(one, model)].find((kind) => kinds.has(kind));
}

const kindsOf = ({ enters }: ast.JourneyDeclaration, model: Model): ReadonlySet<string> =>
  new Set(
    enters.flatMap(({ trigger }) =>
      trigger.kind === "OnEvents"
        ? trigger.events.flatMap(({ event }) => expandEvents(model, event.text).map(({ name }) => name.text))
        : [],
    ),
  );

/**
 * Of two journeys of one exclusive group that an event can start together, one has the higher priority: with none it
 * would be chance which of them a subject enters. An event starts those that are entered on it, and those that are
 * entered when something comes to hold that it changes: a field that it updates, or a score that it counts for.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { sharedCause } from "../entry-causes.ts";
import type { Check } from "./check.ts";

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

/**
 * Two journeys that one event may start together, of which nothing says which matters more: no exclusive group, and the
 * same priority. Of journeys that nobody notices, since they only write data, it does not matter.
 */
import type * as ast from "../../language/ast.ts";
import { sharedCause } from "../entry-causes.ts";
import { findAll } from "../walk.ts";
import { type AuditRule, find } from "./found.ts";
import { ownersOf, pairsIn, priorityOf } from "./together.ts";

export const overlappingEntry: AuditRule = (model) =>
  pairsIn(model).flatMap(([earlier, later]) => {
    if (priorityOf(earlier) !== priorityOf(later)) return [];
    if (!isNoticed(earlier) || !isNoticed(later)) return [];
    const event = sharedCause(earlier, later, model);
    const [enter] = later.enters;
    if (event === undefined || enter === undefined) return [];
    const journeys = [earlier.name.text, later.name.text];
    return [
      find(
        "overlapping-entry",
        { event, journeys, subject: later.of.text },
        {
          journeys,
          owners: ownersOf([later, earlier]),
          place: { kind: "journey", name: later.name.text },
          span: enter.span,
          reach: later.span,
        },
      ),
    ];
  });

/** By the customer, or by somebody who works with them. */
const isNoticed = (journey: ast.JourneyDeclaration): boolean =>
  journey.handovers.length > 0 ||
  (["SendStep", "TaskStep", "DecideStep"] as const).some((kind) => findAll(journey, kind).length > 0);

/**
 * Two journeys that one event may start together, of which nothing says which matters more: no exclusive group, and the
 * same priority. Of journeys that nobody notices, since they only write data, it does not matter.
 */
import type * as ast from "../../language/ast.ts";
import { sharedCause } from "../entry-causes.ts";
import type { Model } from "../model.ts";
import { findAll } from "../walk.ts";
import { type AuditRule, type Found, find } from "./found.ts";
import { ownersOf, pairsIn, priorityOf } from "./together.ts";

export const overlappingEntry: AuditRule = (model) => {
  // However many begin, one event is one thing to settle.
  const byEvent = new Map<string, Set<ast.JourneyDeclaration>>();
  for (const [earlier, later] of pairsIn(model)) {
    if (priorityOf(earlier) !== priorityOf(later) || !isNoticed(earlier) || !isNoticed(later)) continue;
    const event = sharedCause(earlier, later, model);
    if (event === undefined) continue;
    const key = JSON.stringify([event, later.of.text, priorityOf(later)]);
    byEvent.set(key, new Set([...(byEvent.get(key) ?? []), earlier, later]));
  }
  return [...byEvent].flatMap(([key, journeys]) => {
    const [event]: readonly string[] = JSON.parse(key);
    return startedBy(event ?? "", inOrder(journeys, model));
  });
};

const inOrder = (some: ReadonlySet<ast.JourneyDeclaration>, { journeys }: Model) =>
  [...journeys.values()].filter((one) => some.has(one));

function startedBy(event: string, journeys: readonly ast.JourneyDeclaration[]): readonly Found[] {
  const last = journeys.at(-1);
  const [enter] = last?.enters ?? [];
  if (last === undefined || enter === undefined) return [];
  const names = journeys.map(({ name }) => name.text);
  return [
    find(
      "overlapping-entry",
      { event, journeys: names, subject: last.of.text },
      {
        journeys: names,
        owners: ownersOf([...journeys].reverse()),
        place: { kind: "journey", name: last.name.text },
        span: enter.span,
        reach: last.span,
      },
    ),
  ];
}

/** By the customer, or by somebody who works with them. */
const isNoticed = (journey: ast.JourneyDeclaration): boolean =>
  journey.handovers.length > 0 ||
  (["SendStep", "TaskStep", "DecideStep"] as const).some((kind) => findAll(journey, kind).length > 0);

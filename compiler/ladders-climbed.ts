/** Which ladders a journey climbs, and from where: what they take back leads from stage to stage like any move. */
import type * as ast from "../language/ast.ts";
import type { Model } from "./model.ts";
import { type MoveFrom, stageNamed } from "./stage-graph.ts";
import { findAll, type Node } from "./walk.ts";

export interface Climbed {
  /** Where it is named. */
  readonly ladder: ast.Name;
  /** The stages in which a subject may be then. */
  readonly from: readonly ast.Stage[];
}

export function laddersClimbed(journey: ast.JourneyDeclaration, model: Model): readonly Climbed[] {
  const climbedBy = (node: readonly Node[], from: readonly ast.Stage[]): readonly Climbed[] =>
    laddersIn(node, model).map((ladder) => ({ ladder, from }));
  return [
    ...journey.stages.flatMap((stage) => climbedBy([stage], [stage])),
    ...journey.everywhere.flatMap(({ except, handlers }) => {
      const stages = journey.stages.filter(({ name }) => !except.some(({ text }) => text === name.text));
      return climbedBy(handlers, stages);
    }),
    ...journey.handovers.flatMap((handover) =>
      climbedBy(
        [handover],
        handover.from.flatMap((name) => stageNamed(journey, name) ?? []),
      ),
    ),
  ];
}

/** Moves of the rungs that take something back. */
export const movesTakenBack = (journey: ast.JourneyDeclaration, model: Model): readonly MoveFrom[] =>
  laddersClimbed(journey, model).flatMap(({ ladder, from }) =>
    findAll(model.ladders.get(ladder.text), "TakeBackRung").flatMap(({ move }) =>
      from.map((stage) => ({ from: stage, move })),
    ),
  );

/** The ladders that are climbed here; that of a decision stands in its right. */
export function laddersIn(nodes: readonly Node[], model: Model): readonly ast.Name[] {
  const named: readonly (ast.Name | undefined)[] = nodes.flatMap((node) => [
    ...[...findAll(node, "TaskStep"), ...findAll(node, "SendStep")].map(({ ladder }) => ladder),
    ...findAll(node, "DecideStep").flatMap(({ right }) => {
      const ladder = model.rights.get(right.text)?.ladder;
      return ladder === undefined ? [] : [{ ...ladder, span: right.span }];
    }),
    ...findAll(node, "Handover").flatMap(({ accept, offerNeeds, movesAfter }) => [
      accept,
      offerNeeds?.ladder,
      movesAfter?.ladder,
    ]),
  ]);
  return named.filter((name) => name !== undefined);
}

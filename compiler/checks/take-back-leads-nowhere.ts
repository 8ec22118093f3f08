/**
 * A ladder that takes the subject back names a stage; each journey that climbs it has that stage, and from where it is
 * climbed the move is one that could stand there.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { laddersClimbed, laddersIn } from "../ladders-climbed.ts";
import type { Model } from "../model.ts";
import { handoversServing, stageNamed } from "../stage-graph.ts";
import { findAll } from "../walk.ts";
import type { Check } from "./check.ts";

export const takeBackLeadsNowhere: Check = (model) => [
  ...[...model.journeys.values()].flatMap((journey) => inJourney(journey, model)),
  ...[...model.policies.values()].flatMap((policy) =>
    findAll(policy, "AskHolderRule").flatMap(({ ladder }) =>
      climbed(ladder, model, () => "a contact policy stands in no stage"),
    ),
  ),
];

function inJourney(journey: ast.JourneyDeclaration, model: Model): readonly Diagnostic[] {
  return [
    ...laddersClimbed(journey, model).flatMap(({ ladder, from }) =>
      climbed(ladder, model, (move) => problemOf(journey, from, move)),
    ),
    ...laddersIn(journey.afterwards, model).flatMap((ladder) =>
      climbed(ladder, model, () => `\`${journey.name.text}\` has ended there, and nothing is taken back`),
    ),
  ];
}

function climbed(
  name: ast.Name | undefined,
  model: Model,
  problem: (move: ast.Move) => string | null,
): readonly Diagnostic[] {
  if (name === undefined) return [];
  const ladder = model.ladders.get(name.text);
  const rungs = ladder === undefined ? [] : findAll(ladder, "TakeBackRung");
  return rungs.flatMap(({ move, span }) => {
    const why = problem(move);
    const related = [{ span, label: "takes it back" }];
    return why === null
      ? []
      : [report("take-back-leads-nowhere", { ladder: name.text, why }, name.span, { related })];
  });
}

function problemOf(
  journey: ast.JourneyDeclaration,
  from: readonly ast.Stage[],
  { stage, through }: ast.Move,
): string | null {
  const to = stageNamed(journey, stage);
  if (to === undefined) return `\`${journey.name.text}\` has no stage \`${stage.text}\``;
  for (const one of from) {
    const serving = handoversServing(journey, one.name, to.name).map(({ name }) => name.text);
    const way = `from \`${one.name.text}\` to \`${stage.text}\``;
    if (through !== undefined && !serving.includes(through.text))
      return `\`${journey.name.text}\` has no handover \`${through.text}\` ${way}`;
    if (through === undefined && one.owner?.text !== to.owner?.text)
      return `the owner changes ${way}, and no handover is named`;
  }
  return null;
}

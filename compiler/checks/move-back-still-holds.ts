/**
 * A handler `when X is Y -> STAGE` fires on arrival. Who comes back while X is still Y is sent on at once, and no wait
 * of the stage is ever reached; `turns` asks that it has been otherwise.
 */
import type * as ast from "../../language/ast.ts";
import type { Fix } from "../../language/diagnostics/diagnostic.ts";
import { insertAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { fieldWrites } from "../field-writes.ts";
import { movesTakenBack } from "../ladders-climbed.ts";
import type { Model } from "../model.ts";
import { scopeOf } from "../scopes.ts";
import { type MoveFrom, movesOf, reachableFrom } from "../stage-graph.ts";
import { type Reading, writePath } from "../types/fields.ts";
import { findAll, type NodeOf } from "../walk.ts";
import { forEachJourney } from "./check.ts";
import { movesAtOnce } from "./loop-without-wait.ts";
import { casesOf, evaluate, testsReached } from "./sample-conditions.ts";

/** A stage, and what leads out of it as soon as one arrives while a condition holds. */
interface LeadsOn {
  readonly stage: ast.Stage;
  readonly handler: NodeOf<"WhenHandler">;
  readonly to: string;
}

export const moveBackStillHolds = forEachJourney((journey, model) => {
  const reading: Reading = { scope: scopeOf(journey, model) };
  const moves = [...movesOf(journey), ...movesTakenBack(journey, model)];
  return journey.stages.flatMap(leadsOnFrom).flatMap((leads) =>
    movesBack(leads, moves)
      .filter(
        (back) =>
          !changes(back.from, leads.handler, model, reading) && !excludes(back, leads.handler, reading),
      )
      .map(({ move }) => {
        const { stage, to } = leads;
        const related = [{ span: leads.handler.state.span, label: `leads on to \`${to}\` at once` }];
        const fixes = turned(leads.handler.state.condition);
        return report("move-back-still-holds", { stage: stage.name.text, to }, move.span, { related, fixes });
      }),
  );
});

function leadsOnFrom(stage: ast.Stage): readonly LeadsOn[] {
  return stage.handlers.flatMap((handler): readonly LeadsOn[] => {
    if (handler.kind !== "WhenHandler" || handler.rate?.per === "ever" || !isState(handler.state)) return [];
    const ways = movesAtOnce(handler.reaction).map((move) => move.stage.text);
    return [...new Set(ways)].filter((to) => to !== stage.name.text).map((to) => ({ stage, handler, to }));
  });
}

/** What holds on arrival if it held before: an absence and a row of readings begin anew with the stage. */
function isState({ condition, readings }: ast.State): boolean {
  const hasAbsence = findAll(condition, "Absence").length > 0;
  return readings === undefined && !hasAbsence && findAll(condition, "Turns").length === 0;
}

/** From where the handler leads, without passing its own stage again. */
function movesBack({ stage, to }: LeadsOn, moves: readonly MoveFrom[]): readonly MoveFrom[] {
  const edges = moves
    .filter(({ from }) => from !== stage)
    .map(({ from, move }) => [from.name.text, move.stage.text] as const);
  const beyond = reachableFrom([to], edges);
  return moves.filter(
    ({ from, move }) => from !== stage && move.stage.text === stage.name.text && beyond.has(from.name.text),
  );
}

/** Whether something in the stage writes what the condition reads: a step, an answer, a decision or an action. */
function changes(
  stage: ast.Stage,
  { state }: NodeOf<"WhenHandler">,
  model: Model,
  reading: Reading,
): boolean {
  const written = new Set(fieldWrites(stage, model).map(({ name }) => name.text));
  return testsReached(state.condition, reading).some(({ subject }) =>
    written.has(subject.names.at(-1)?.text ?? ""),
  );
}

/** Whether the move has a condition of its own that cannot hold while the other does. */
function excludes({ from, move }: MoveFrom, { state }: NodeOf<"WhenHandler">, reading: Reading): boolean {
  const back = from.handlers.find(
    (handler): handler is NodeOf<"WhenHandler"> =>
      handler.kind === "WhenHandler" && handler.reaction === move,
  );
  if (back === undefined) return false;
  const both = [back.state.condition, state.condition] as const;
  if (areBandsApart(...both)) return true;
  const cases = casesOf(both, reading);
  return (
    cases.length > 0 &&
    cases.every((one) => both.some((condition) => evaluate(condition, one, reading) === false))
  );
}

/** `interest is cold` and `interest is hot`: a score is in one band. */
function areBandsApart(one: ast.Condition, other: ast.Condition): boolean {
  const [a, b] = [bandIn(one), bandIn(other)];
  return a !== undefined && b !== undefined && a.of === b.of && a.value !== b.value;
}

function bandIn(condition: ast.Condition): { readonly of: string; readonly value: string } | undefined {
  if (condition.kind !== "Test") return undefined;
  const { subject, test } = condition;
  const isBand = (test?.kind === "Is" && !test.not) || test?.kind === "Turns";
  return isBand && test.value.kind === "Path"
    ? { of: writePath(subject), value: writePath(test.value) }
    : undefined;
}

/** `turns` in place of `is`, where the whole condition is one question. */
function turned(condition: ast.Condition): readonly Fix[] {
  if (condition.kind !== "Test") return [];
  const { subject, test } = condition;
  if (test === undefined) return [insertAt(subject.span, " turns yes")];
  if (test.kind !== "Is" || test.not) return [];
  const between = { ...subject.span, start: subject.span.end, end: test.value.span.start };
  return [{ title: "Write `turns`", edits: [{ span: between, text: " turns " }] }];
}

/** Where a journey can go: its stages as a graph, and what always leads out of a block of steps. */
import type * as ast from "../language/ast.ts";
import { findAll } from "./walk.ts";

export interface MoveFrom {
  readonly from: ast.Stage;
  readonly move: ast.Move;
}

/** Every move with the stage that it leaves; a declined offer is still in the stage of the giver. */
export function movesOf(journey: ast.JourneyDeclaration): readonly MoveFrom[] {
  return journey.stages.flatMap((from) => leavesOf(journey, from, "Move").map((move) => ({ from, move })));
}

export function exitsOf(journey: ast.JourneyDeclaration, from: ast.Stage): readonly ast.ExitStep[] {
  return leavesOf(journey, from, "ExitStep");
}

function leavesOf<K extends "Move" | "ExitStep">(journey: ast.JourneyDeclaration, from: ast.Stage, kind: K) {
  const { name } = from;
  const declines = journey.handovers.filter((handover) =>
    handover.from.some(({ text }) => text === name.text),
  );
  const everywhere = journey.everywhere.filter(
    ({ except }) => !except.some(({ text }) => text === name.text),
  );
  return [from, ...declines.map(({ decline }) => decline), ...everywhere].flatMap((root) =>
    findAll(root, kind),
  );
}

/** Whether a stage is named that does not exist: then the graph has holes, and the name is what is reported. */
export function hasUnknownStage(journey: ast.JourneyDeclaration): boolean {
  const named = [...findAll(journey, "Move"), ...journey.enters].map(({ stage }) => stage);
  return named.some((name) => stageNamed(journey, name) === undefined);
}

export function stageNamed(journey: ast.JourneyDeclaration, name: ast.Name): ast.Stage | undefined {
  return journey.stages.find((stage) => stage.name.text === name.text);
}

/** The names that can be reached from `start` over `edges`, itself included. */
export function reachableFrom(
  start: Iterable<string>,
  edges: readonly (readonly [from: string, to: string])[],
): ReadonlySet<string> {
  const reached = new Set(start);
  for (const at of reached) for (const [from, to] of edges) if (from === at) reached.add(to);
  return reached;
}

// ── Steps that always lead elsewhere ──────────────────────────────────────────────────────────────────────

/** Whether nothing after these steps is ever reached. */
export function alwaysLeave(steps: readonly ast.Step[]): boolean {
  return steps.some(alwaysLeaves);
}

export function alwaysLeaves(step: ast.Step): boolean {
  switch (step.kind) {
    case "Move":
    case "ExitStep":
    case "StayStep":
    case "RetryStep":
      return true;
    case "IfStep":
      return step.else !== undefined && alwaysLeave(step.then.steps) && elseLeaves(step.else);
    case "ChooseStep":
      return (
        step.arms.some(({ when }) => when === undefined) && step.arms.every(({ body }) => bodyLeaves(body))
      );
    case "SplitStep":
      return step.arms.length > 0 && step.arms.every(({ block }) => alwaysLeave(block?.steps ?? []));
    case "WaitStep":
      return coversWait(step.results) && everyResultLeaves(step.results);
    case "TaskStep":
    case "DecideStep":
      return everyResultLeaves(step.results);
    default:
      return false;
  }
}

function elseLeaves(step: ast.Block | ast.IfStep): boolean {
  return step.kind === "Block" ? alwaysLeave(step.steps) : alwaysLeaves(step);
}

/** `reassign` opens the work again with somebody else, so what follows is not reached this way either. */
export function bodyLeaves(body: ast.ResultBody): boolean {
  return body.kind === "Block" ? alwaysLeave(body.steps) : body.kind !== "GoOn";
}

function everyResultLeaves(results: readonly ast.Result[] | undefined): boolean {
  return results !== undefined && results.length > 0 && results.every(({ body }) => bodyLeaves(body));
}

/** A wait may leave out `got`, and then goes on. */
function coversWait(results: readonly ast.Result[] | undefined): boolean {
  const labels = results?.flatMap((result) => result.labels.map(({ text }) => text)) ?? [];
  return labels.includes("got") && labels.includes("none");
}

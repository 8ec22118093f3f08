/** Where a journey can go: its stages as a graph, and what always leads out of a block of steps. */
import type * as ast from "../language/ast.ts";
import { onceFor } from "./once-for.ts";
import { findAll, type NodeOf } from "./walk.ts";

export interface MoveFrom {
  readonly from: ast.Stage;
  readonly move: ast.Move;
}

/** Every move with the stage that it leaves; a declined offer is still in the stage of the giver. */
export const movesOf = onceFor((journey: ast.JourneyDeclaration): readonly MoveFrom[] => {
  const movesFrom = leavesOf(journey, "Move");
  return journey.stages.flatMap((from) => movesFrom(from).map((move) => ({ from, move })));
});

/** The stages that some exit leaves. */
export function stagesWithExit(journey: ast.JourneyDeclaration): readonly ast.Stage[] {
  const exitsFrom = leavesOf(journey, "ExitStep");
  return journey.stages.filter((stage) => exitsFrom(stage).length > 0);
}

/** What leads out of a stage: its own, what its offers lead to when they are declined, and what holds everywhere. */
function leavesOf<K extends "Move" | "ExitStep">(
  journey: ast.JourneyDeclaration,
  kind: K,
): (from: ast.Stage) => readonly NodeOf<K>[] {
  const declined = new Map<string, NodeOf<K>[]>();
  for (const { from, decline } of journey.handovers) {
    const leaves = findAll(decline, kind);
    for (const name of new Set(from.map(({ text }) => text))) {
      declined.set(name, [...(declined.get(name) ?? []), ...leaves]);
    }
  }
  const everywhere = journey.everywhere.map(({ except, ...held }) => ({
    except: new Set(except.map(({ text }) => text)),
    leaves: findAll(held, kind),
  }));
  return (from) => [
    ...findAll(from, kind),
    ...(declined.get(from.name.text) ?? []),
    ...everywhere.flatMap(({ except, leaves }) => (except.has(from.name.text) ? [] : leaves)),
  ];
}

/** Whether a stage is named that does not exist: then the graph has holes, and the name is what is reported. */
export function hasUnknownStage(journey: ast.JourneyDeclaration): boolean {
  const named = [...findAll(journey, "Move"), ...journey.enters].map(({ stage }) => stage);
  return named.some((name) => stageNamed(journey, name) === undefined);
}

export function stageNamed(journey: ast.JourneyDeclaration, name: ast.Name): ast.Stage | undefined {
  return stagesByName(journey).get(name.text);
}

const stagesByName = onceFor(({ stages }: ast.JourneyDeclaration) => firstByName(stages));

export function handoverNamed(
  journey: ast.JourneyDeclaration,
  name: ast.Name | undefined,
): ast.Handover | undefined {
  return name === undefined ? undefined : handoversByName(journey).get(name.text);
}

const handoversByName = onceFor(({ handovers }: ast.JourneyDeclaration) => firstByName(handovers));

/** Of two with one name the first counts; the other is reported. */
function firstByName<T extends { readonly name: ast.Name }>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map([...all].reverse().map((one) => [one.name.text, one]));
}

/** The handovers through which a move may lead. */
export function handoversServing(
  { handovers }: ast.JourneyDeclaration,
  from: ast.Name,
  to: ast.Name,
): readonly ast.Handover[] {
  return handovers.filter((handover) => serves(handover, from, to));
}

export function serves(handover: ast.Handover, from: ast.Name, to: ast.Name): boolean {
  return [[handover.from, from] as const, [handover.to, to] as const].every(([names, name]) =>
    names.some(({ text }) => text === name.text),
  );
}

/** The names that can be reached from `start` over `edges`, itself included. */
export function reachableFrom(
  start: Iterable<string>,
  edges: readonly (readonly [from: string, to: string])[],
): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const [from, to] of edges) {
    const known = next.get(from);
    if (known === undefined) next.set(from, [to]);
    else known.push(to);
  }
  const reached = new Set(start);
  for (const at of reached) for (const to of next.get(at) ?? []) reached.add(to);
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
      if (step.what.kind === "WaitWinner")
        return handles(step.results, "none") && everyResultLeaves(step.results);
      return coversWait(step.results) && everyResultLeaves(step.results);
    case "BeginStep":
      return handles(step.wait?.results, "ended", "none") && everyResultLeaves(step.wait?.results);
    case "CallStep":
      return coversCall(step.results) && everyResultLeaves(step.results);
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
const coversWait = (results: readonly ast.Result[] | undefined): boolean => handles(results, "got", "none");

/** So may a call both of its own. */
const coversCall = (results: readonly ast.Result[] | undefined): boolean =>
  handles(results, "done", "failed");

function handles(results: readonly ast.Result[] | undefined, ...wanted: readonly string[]): boolean {
  const labels = results?.flatMap((result) => result.labels.map(({ text }) => text)) ?? [];
  return wanted.every((label) => labels.includes(label));
}

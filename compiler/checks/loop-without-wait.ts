/** A round of moves waits somewhere, or it would run for ever at once. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { handoverNamed } from "../stage-graph.ts";
import { findAll, isKind, type Kind, type Node, walk } from "../walk.ts";
import { forEachWholeJourney } from "./check.ts";

/** Steps that wait for time, for an event or for a person. */
const WAITING: ReadonlySet<Kind> = new Set(["WaitStep", "TaskStep", "DecideStep", "EveryStep"]);

const isWaiting = (node: Node): boolean =>
  WAITING.has(node.kind) || (isKind(node, "BeginStep") && node.wait !== undefined);

interface Jump {
  readonly from: string;
  readonly move: ast.Move;
}

export const loopWithoutWait = forEachWholeJourney((journey) => {
  const jumps = journey.stages.flatMap((stage) => immediateMoves(stage, journey));
  return roundsOf(jumps).flatMap((round) => {
    const [first] = round;
    if (first === undefined) return [];
    const stages = [...round.map(({ from }) => from), first.from];
    return [report("loop-without-wait", { stages }, first.move.span)];
  });
});

/** For each stage in the order of their names the shortest round through it that meets no stage before it. */
function roundsOf(jumps: readonly Jump[]): readonly (readonly Jump[])[] {
  const graph = new JumpGraph(jumps);
  return [...new Set(jumps.map(({ from }) => from))].sort().flatMap((start) => {
    const round = graph.roundFrom(start);
    graph.remove(start);
    return round === undefined ? [] : [round];
  });
}

/** Only what may lie on a round is kept, so that a journey of thousands of stages is looked at once. */
class JumpGraph {
  private readonly out = new Map<string, Jump[]>();
  private readonly into = new Map<string, Jump[]>();
  private readonly left: Set<string>;

  constructor(jumps: readonly Jump[]) {
    for (const jump of jumps) {
      put(this.out, jump.from, jump);
      put(this.into, jump.move.stage.text, jump);
    }
    this.left = new Set([...this.out.keys(), ...this.into.keys()]);
    for (const stage of [...this.left]) if (this.isEnd(stage)) this.remove(stage);
  }

  /** Takes a stage out, and with it those that then lead nowhere or are led to from nowhere. */
  remove(stage: string): void {
    const going = [stage];
    for (let at = going.pop(); at !== undefined; at = going.pop()) {
      if (!this.left.delete(at)) continue;
      for (const next of this.around(at)) if (this.isEnd(next)) going.push(next);
    }
  }

  roundFrom(start: string): readonly Jump[] | undefined {
    if (!this.left.has(start)) return undefined;
    const cameBy = new Map<string, Jump>();
    const reached = new Set([start]);
    for (const at of reached) {
      for (const jump of this.out.get(at) ?? []) {
        const to = jump.move.stage.text;
        if (to === start) return pathBy(cameBy, start, jump);
        if (!this.left.has(to) || reached.has(to)) continue;
        cameBy.set(to, jump);
        reached.add(to);
      }
    }
    return undefined;
  }

  private isEnd(stage: string): boolean {
    if (!this.left.has(stage)) return false;
    const leads = (this.out.get(stage) ?? []).some(({ move }) => this.left.has(move.stage.text));
    return !leads || !(this.into.get(stage) ?? []).some(({ from }) => this.left.has(from));
  }

  private around(stage: string): readonly string[] {
    const after = (this.out.get(stage) ?? []).map(({ move }) => move.stage.text);
    return [...after, ...(this.into.get(stage) ?? []).map(({ from }) => from)];
  }
}

function pathBy(cameBy: ReadonlyMap<string, Jump>, start: string, last: Jump): readonly Jump[] {
  const path = [last];
  for (let jump = last; jump.from !== start; ) {
    const before = cameBy.get(jump.from);
    if (before === undefined) break;
    path.push(before);
    jump = before;
  }
  return path.reverse();
}

function put(table: Map<string, Jump[]>, key: string, jump: Jump): void {
  const known = table.get(key);
  if (known === undefined) table.set(key, [jump]);
  else known.push(jump);
}

/** The moves of a reaction that are made before anything waits; an offer is made at once. */
export function movesAtOnce(reaction: ast.Reaction): readonly ast.Move[] {
  if (reaction.kind !== "Block") return reaction.kind === "Move" ? [reaction] : [];
  return beforeWaiting(reaction.steps).flatMap((step) => findAll(step, "Move"));
}

/** The moves of the main track that stand before anything waits. An offer waits to be accepted. */
function immediateMoves(stage: ast.Stage, journey: ast.JourneyDeclaration): readonly Jump[] {
  const moves = [
    ...beforeWaiting(stage.steps).flatMap((step) => findAll(step, "Move")),
    ...findAll(mayBePast(stage.lasts) ? stage.lasts : undefined, "Move"),
  ];
  return moves
    .filter(({ through }) => through === undefined || isAtOnce(journey, through))
    .map((move) => ({ from: stage.name.text, move }));
}

/** A moment may have passed already; only what is counted from the stage's own entry has not. */
function mayBePast(bound: ast.StageBound | undefined): boolean {
  if (bound?.kind === "UntilBound") return !isAfterEntry(bound.until);
  return bound?.countedFrom !== undefined && !isEntry(bound.countedFrom);
}

const isAfterEntry = (moment: ast.Moment): boolean =>
  moment.kind === "OffsetMoment" && moment.side === "after" && isEntry(moment.anchor);

const isEntry = (anchor: ast.Anchor): boolean =>
  anchor.kind === "FieldAnchor" && anchor.path.names.map(({ text }) => text).join(".") === "entry";

function isAtOnce(journey: ast.JourneyDeclaration, through: ast.Name): boolean {
  return handoverNamed(journey, through)?.receiver?.atOnce === true;
}

function doesWait(node: Node): boolean {
  if (node.kind === "WaitStep" && node.what.kind === "WaitUntil") return isAfterEntry(node.what.moment);
  return isWaiting(node);
}

function beforeWaiting(steps: readonly ast.Step[]): readonly ast.Step[] {
  const waits = steps.findIndex((step) => walk(step).some(({ node }) => doesWait(node)));
  return waits < 0 ? steps : steps.slice(0, waits);
}

/**
 * One walk over the tree for everybody. The tree is plain data, so a child is whatever object stands in a field;
 * records without a `kind` (the arms of a choice, the bands of a score) are passed through to what they hold.
 */
import type * as ast from "../language/ast.ts";
import { onceFor } from "./once-for.ts";

/** Everything in the tree that says what it is. */
export type Node =
  | ast.SourceFile
  | ast.Declaration
  | ast.Name
  | ast.Path
  | ast.Text
  | ast.Placeholder
  | ast.Duration
  | ast.Rate
  | ast.Anchor
  | ast.Moment
  | ast.Refinement
  | ast.DateLiteral
  | ast.Expression
  | ast.Condition
  | ast.Test
  | ast.State
  | ast.Occurrence
  | ast.Who
  | ast.Allow
  | ast.LadderStep
  | ast.Rung
  | ast.FieldType
  | ast.Field
  | ast.Points
  | ast.PolicyRule
  | ast.HygieneRule
  | ast.Enter
  | ast.Enter["trigger"]
  | ast.OneMessage
  | ast.Exit
  | ast.Everywhere
  | ast.Afterwards
  | ast.Migration
  | ast.Stage
  | ast.StageBound
  | ast.Handler
  | ast.Block
  | ast.Result
  | ast.ResultBody
  | ast.Handover
  | ast.Gate
  | ast.Step
  | NonNullable<ast.SendStep["to"]>
  | ast.Data
  | ast.ScenarioLine
  | ast.Act
  | ast.Somebody
  | ast.Expectation;

export type Kind = Node["kind"];
export type NodeOf<K extends Kind> = Extract<Node, { readonly kind: K }>;

/** What is asked of nodes alone, a row a kind. */
export type NodeRules<T> = { readonly [K in Kind]?: (node: NodeOf<K>) => readonly T[] };

const NOTHING: readonly never[] = [];

/** What the row of its kind says of a node. */
export function saidOf<T>(rules: NodeRules<T>, node: Node): readonly T[] {
  // The row of a kind takes nodes of that kind; the compiler cannot see that across the union of all kinds.
  const row = rules[node.kind] as ((node: Node) => readonly T[]) | undefined;
  return row === undefined ? NOTHING : row(node);
}

/** A node with the nodes around it, the nearest last. */
export interface Found<N extends Node = Node> {
  readonly node: N;
  readonly around: readonly Node[];
}

/** Most who look at a node never ask what stands around it: the list is made for those who do. */
class Place implements Found {
  readonly node: Node;
  private readonly outer: Place | undefined;

  constructor(node: Node, outer: Place | undefined) {
    this.node = node;
    this.outer = outer;
  }

  get around(): readonly Node[] {
    const around: Node[] = [];
    for (let at = this.outer; at !== undefined; at = at.outer) around.unshift(at.node);
    return around;
  }
}

/** `root` and all within it, in the order of the source, each before its children; names are left out, which say nothing alone. */
export function walk(root: unknown): readonly Found[] {
  if (Array.isArray(root)) return root.flatMap((one) => walk(one));
  if (typeof root !== "object" || root === null) return [];
  return isNode(root) ? walkNode(root) : walkAnew(root);
}

/** Every check walks every declaration, and many the stages of a journey: what is walked once serves all of them. */
const walkNode = onceFor(walkAnew);
const kindsOfNode = onceFor((root: object) => groupByKind(walkNode(root)));

/** What was found, by its kind, each kind in the order of the source: most who look want a few kinds of many. */
export function groupByKind<F extends Found>(found: readonly F[]): ReadonlyMap<Kind, readonly F[]> {
  const groups = new Map<Kind, F[]>();
  for (const one of found) {
    const group = groups.get(one.node.kind);
    if (group === undefined) groups.set(one.node.kind, [one]);
    else group.push(one);
  }
  return groups;
}

function walkAnew(root: object): readonly Found[] {
  const found: Place[] = [];
  collect(root, undefined, found);
  return found;
}

function collect(root: object, outer: Place | undefined, found: Place[]): void {
  if (!isNode(root)) return collectInside(root, outer, found);
  if (root.kind === "Name") return;
  const place = new Place(root, outer);
  found.push(place);
  if (!LEAVES.has(root.kind)) collectInside(root, place, found);
}

/** Kinds without nodes in them, of which there are most. */
const LEAVES: ReadonlySet<Kind> = new Set(["Path", "NamedType", "Duration", "Placeholder"]);

function collectInside(holder: object, outer: Place | undefined, found: Place[]): void {
  if (Array.isArray(holder)) {
    for (const child of holder) if (typeof child === "object") collect(child, outer, found);
    return;
  }
  for (const key in holder) {
    // Trees are plain records and lists: every key is one of their own. A span has nothing in it.
    const child: unknown = holder[key as keyof typeof holder];
    if (typeof child === "object" && child !== null && key !== "span") collect(child, outer, found);
  }
}

/** All nodes of one kind, `root` included. */
export function findAll<K extends Exclude<Kind, "Name">>(root: unknown, kind: K): readonly NodeOf<K>[] {
  if (Array.isArray(root)) return root.flatMap((one) => findAll(one, kind));
  const isWalked = typeof root === "object" && root !== null && isNode(root);
  const found = isWalked ? (kindsOfNode(root).get(kind) ?? []) : walk(root);
  return found.flatMap(({ node }) => (isKind(node, kind) ? [node] : []));
}

export function isKind<K extends Kind>(node: Node | undefined, kind: K): node is NodeOf<K> {
  return node?.kind === kind;
}

/** Waits hold records with a `kind` and no place of their own; they are not nodes. */
function isNode(value: { readonly kind?: unknown; readonly span?: unknown }): value is Node {
  return value.kind !== undefined && value.span !== undefined;
}

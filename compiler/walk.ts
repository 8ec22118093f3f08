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
  | ast.Data
  | ast.ScenarioLine
  | ast.Act
  | ast.Expectation;

export type Kind = Node["kind"];
export type NodeOf<K extends Kind> = Extract<Node, { readonly kind: K }>;

/** A node with the nodes around it, the nearest last. */
export interface Found<N extends Node = Node> {
  readonly node: N;
  readonly around: readonly Node[];
}

/** `root` and all within it, in the order of the source, each before its children. */
export function walk(root: unknown): readonly Found[] {
  if (Array.isArray(root)) return root.flatMap((one) => walk(one));
  if (typeof root !== "object" || root === null) return [];
  return isDeclaration(root) ? walkDeclaration(root) : walkAnew(root);
}

/** Every check walks every declaration; a tree of a large workspace is walked once for all of them. */
const walkDeclaration = onceFor(walkAnew);
const kindsOfDeclaration = onceFor((root: object) => groupByKind(walkDeclaration(root)));

const isDeclaration = (root: object): boolean => isNode(root) && root.kind.endsWith("Declaration");

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
  const found: Found[] = [];
  collect(root, [], found);
  return found;
}

function collect(root: object, around: readonly Node[], found: Found[]): void {
  const node = isNode(root) ? root : undefined;
  if (node !== undefined) found.push({ node, around });
  const inside = node === undefined ? around : [...around, node];
  for (const key in root) {
    // Trees are plain records and lists: every key is one of their own. A span has nothing in it.
    const child: unknown = root[key as keyof typeof root];
    if (typeof child === "object" && child !== null && key !== "span") collect(child, inside, found);
  }
}

/** All nodes of one kind, `root` included. */
export function findAll<K extends Kind>(root: unknown, kind: K): readonly NodeOf<K>[] {
  if (Array.isArray(root)) return root.flatMap((one) => findAll(one, kind));
  const isWalked = typeof root === "object" && root !== null && isDeclaration(root);
  const found = isWalked ? (kindsOfDeclaration(root).get(kind) ?? []) : walk(root);
  return found.flatMap(({ node }) => (isKind(node, kind) ? [node] : []));
}

export function isKind<K extends Kind>(node: Node | undefined, kind: K): node is NodeOf<K> {
  return node?.kind === kind;
}

/** Waits hold records with a `kind` and no place of their own; they are not nodes. */
function isNode(value: object): value is Node {
  return "kind" in value && "span" in value;
}

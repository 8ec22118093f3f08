/** What a name is looked up in: each declaration belongs to a subject, and what stands in a journey to the journey. */
import type * as ast from "../language/ast.ts";
import { declarationsOf, type Model } from "./model.ts";
import { onceFor } from "./once-for.ts";
import { subjectWithin } from "./own-fields.ts";
import { type Found, findAll, groupByKind, type Kind, type Node, type NodeOf, walk } from "./walk.ts";
import { expandEvents, whole } from "./whole.ts";

export { expandEvents, whole };

export interface Scope {
  readonly model: Model;
  readonly declaration: ast.Declaration;
  /** Absent: the declaration has none, or names one that is unknown or broken. */
  readonly subject?: ast.SubjectDeclaration;
  /** The journey itself, or the one that a scenario is about. */
  readonly journey?: ast.JourneyDeclaration;
}

export type ScopedNode<N extends Node = Node> = Found<N> & { readonly scope: Scope };

class PlaceInScope implements ScopedNode {
  readonly node: Node;
  readonly scope: Scope;
  private readonly found: Found;

  constructor(found: Found, scope: Scope) {
    this.node = found.node;
    this.scope = scope;
    this.found = found;
  }

  get around(): readonly Node[] {
    return this.found.around;
  }
}

export const scopesOf = onceFor((model: Model): readonly Scope[] =>
  declarationsOf(model).map((declaration) => scopeOf(declaration, model)),
);

const scopesByDeclaration = onceFor((model: Model) =>
  onceFor((declaration: ast.Declaration): Scope => findScope(declaration, model)),
);

export const scopeOf = (declaration: ast.Declaration, model: Model): Scope =>
  scopesByDeclaration(model)(declaration);

/** Every node of every file, with what its names mean. */
export const walkModel = onceFor((model: Model): readonly ScopedNode[] => scopesOf(model).flatMap(walkScope));

/** The same of one declaration. */
export const walkScope = onceFor((scope: Scope): readonly ScopedNode[] =>
  walk(scope.declaration).map((found) => new PlaceInScope(found, scope)),
);

const kindsOfModel = onceFor((model: Model) => groupByKind(walkModel(model)));

/** The nodes of some kinds: those of each kind in the order of the source. */
export const nodesOf = <K extends Kind>(
  model: Model,
  kinds: readonly K[],
): readonly ScopedNode<NodeOf<K>>[] =>
  // They are grouped by their kind.
  kinds.flatMap((kind) => (kindsOfModel(model).get(kind) ?? []) as readonly ScopedNode<NodeOf<K>>[]);

/** What is asked of nodes, a row a kind: one walk serves all that ask. */
export type Rules<T> = { readonly [K in Kind]?: (node: NodeOf<K>, place: ScopedNode) => readonly T[] };

/** What the rows say of the nodes of all files. */
export const ask = <T>(rules: Rules<T>, model: Model): readonly T[] =>
  nodesInTable(model, rules).flatMap((found) => said(rules, found));

export const nodesInTable = (model: Model, rules: Rules<unknown>): readonly ScopedNode[] =>
  // The keys of such a table are kinds.
  nodesOf(model, Object.keys(rules) as Kind[]);

const NOTHING: readonly never[] = [];

/** What the row of its kind says of a node. */
export function said<T>(rules: Rules<T>, found: ScopedNode): readonly T[] {
  // The row of a kind takes nodes of that kind; the compiler cannot see that across the union of all kinds.
  const row = rules[found.node.kind] as ((node: Node, place: ScopedNode) => readonly T[]) | undefined;
  return row === undefined ? NOTHING : row(found.node, found);
}

/** The same rows, with what follows from what each says. */
export function each<T, U>(rules: Rules<T>, follow: (one: T, place: ScopedNode) => readonly U[]): Rules<U> {
  const row = (_: Node, found: ScopedNode) => said(rules, found).flatMap((one) => follow(one, found));
  return Object.fromEntries(Object.keys(rules).map((kind) => [kind, row]));
}

/** What several tables say of nodes, as one: most kinds have no row in most tables. */
export function together<T>(...tables: readonly Rules<T>[]): (nodes: readonly ScopedNode[]) => readonly T[] {
  const kinds = new Set(tables.flatMap((rules) => Object.keys(rules)));
  // The keys of such a table are kinds.
  const byKind = new Map([...kinds].map((kind) => [kind, tables.filter((rules) => kind in rules)]));
  return (nodes) => {
    const all: T[] = [];
    for (const found of nodes) {
      const rows = byKind.get(found.node.kind);
      if (rows !== undefined) for (const rules of rows) all.push(...said(rules, found));
    }
    return all;
  };
}

function findScope(declaration: ast.Declaration, model: Model): Scope {
  const about = journeyOf(declaration, model);
  const journey = declaration === about ? about : whole(about, model);
  const name = about === undefined ? subjectNameOf(declaration) : about.of.text;
  const declared = whole(name === undefined ? undefined : model.subjects.get(name), model);
  const subject =
    declared !== undefined && declaration.kind === "JourneyDeclaration"
      ? subjectWithin(declared, declaration, model)
      : declared;
  return { model, declaration, ...(subject && { subject }), ...(journey && { journey }) };
}

function journeyOf(declaration: ast.Declaration, model: Model): ast.JourneyDeclaration | undefined {
  if (declaration.kind === "JourneyDeclaration") return declaration;
  if (declaration.kind !== "ScenarioDeclaration") return undefined;
  return model.journeys.get(declaration.of.text);
}

function subjectNameOf(declaration: ast.Declaration): string | undefined {
  if (declaration.kind === "SubjectDeclaration") return declaration.name.text;
  if (declaration.kind === "ScenarioDeclaration") return undefined;
  return "of" in declaration ? declaration.of?.text : undefined;
}

export const tasksOf = onceFor((journey: ast.JourneyDeclaration): readonly ast.TaskStep[] =>
  findAll(journey, "TaskStep"),
);

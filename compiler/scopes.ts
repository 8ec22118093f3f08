/** What a name is looked up in: each declaration belongs to a subject, and what stands in a journey to the journey. */
import type * as ast from "../language/ast.ts";
import { declarationsOf, type Model } from "./model.ts";
import { onceFor } from "./once-for.ts";
import { subjectWithin } from "./own-fields.ts";
import { type Found, findAll, groupByKind, type Kind, walk } from "./walk.ts";
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

export type ScopedNode = Found & { readonly scope: Scope };

export const scopesOf = onceFor((model: Model): readonly Scope[] =>
  declarationsOf(model).map((declaration) => scopeOf(declaration, model)),
);

/** Every node of every file, with what its names mean. */
export const walkModel = onceFor((model: Model): readonly ScopedNode[] => scopesOf(model).flatMap(walkScope));

/** The same of one declaration. */
export const walkScope = onceFor((scope: Scope): readonly ScopedNode[] =>
  walk(scope.declaration).map(({ node, around }) => ({ node, around, scope })),
);

const kindsOfModel = onceFor((model: Model) => groupByKind(walkModel(model)));

/** The nodes of some kinds: those of each kind in the order of the source. */
export const nodesOf = (model: Model, kinds: Iterable<Kind>): readonly ScopedNode[] =>
  [...kinds].flatMap((kind) => kindsOfModel(model).get(kind) ?? []);

/** A name says nothing without what it stands in, and is every third node. */
export const withoutNames = onceFor((found: readonly ScopedNode[]) =>
  found.filter(({ node }) => node.kind !== "Name"),
);

/** The nodes for which a table has a row. */
export const nodesInTable = (
  model: Model,
  table: { readonly [K in Kind]?: unknown },
): readonly ScopedNode[] =>
  // The keys of such a table are kinds.
  nodesOf(model, Object.keys(table) as Kind[]);

export function scopeOf(declaration: ast.Declaration, model: Model): Scope {
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

/** What a name is looked up in: each declaration belongs to a subject, and what stands in a journey to the journey. */
import type * as ast from "../language/ast.ts";
import { isTangled, isUnread } from "./doubt.ts";
import { declarationsOf, type Model } from "./model.ts";
import { onceFor } from "./once-for.ts";
import { type Found, findAll, walk } from "./walk.ts";

export interface Scope {
  readonly model: Model;
  readonly declaration: ast.Declaration;
  /** Absent: the declaration has none, or names one that is unknown or broken. */
  readonly subject?: ast.SubjectDeclaration;
  /** The journey itself, or the one that a scenario is about. */
  readonly journey?: ast.JourneyDeclaration;
}

export type ScopedNode = Found & { readonly scope: Scope };

export function scopesOf(model: Model): readonly Scope[] {
  return declarationsOf(model).map((declaration) => scopeOf(declaration, model));
}

/** Every node of every file, with what its names mean. */
export function walkModel(model: Model): readonly ScopedNode[] {
  return scopesOf(model).flatMap((scope) =>
    walk(scope.declaration).map(({ node, around }) => ({ node, around, scope })),
  );
}

export function scopeOf(declaration: ast.Declaration, model: Model): Scope {
  const about = journeyOf(declaration, model);
  const journey = declaration === about ? about : whole(about, model);
  const name = about === undefined ? subjectNameOf(declaration) : about.of.text;
  const subject = whole(name === undefined ? undefined : model.subjects.get(name), model);
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

/** A declaration of which nothing is sure is as good as unknown: what depends on it is not reported. */
export function whole<D extends ast.Declaration>(
  declaration: D | undefined,
  { doubt }: Model,
): D | undefined {
  if (declaration === undefined || isUnread(doubt, declaration)) return undefined;
  return isTangled(doubt, declaration) ? undefined : declaration;
}

export const tasksOf = onceFor((journey: ast.JourneyDeclaration): readonly ast.TaskStep[] =>
  findAll(journey, "TaskStep"),
);

/** The kinds of event that a name stands for, unknown ones left out; a set that holds itself ends. */
export function expandEvents(
  model: Model,
  name: string,
  seen: readonly string[] = [],
): readonly ast.EventDeclaration[] {
  const event = whole(model.events.get(name), model);
  if (event === undefined || seen.includes(name)) return [];
  if (event.anyOf === undefined) return [event];
  return event.anyOf.flatMap((member) => expandEvents(model, member.text, [...seen, name]));
}

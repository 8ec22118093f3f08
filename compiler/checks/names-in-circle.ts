/**
 * What stands for itself in the end: sets of events that hold themselves, roles that report to themselves, audiences
 * and scores that go by each other's bands and conditions, and fields that are worked out from themselves.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { scopeOf } from "../scopes.ts";
import { type Owner, partsOf } from "../types/expressions.ts";
import { findLeft } from "../types/fields.ts";
import { findAll } from "../walk.ts";
import type { Check } from "./check.ts";

/** What may stand in a circle, and what each goes by. */
interface Graph {
  readonly what: string;
  readonly names: readonly ast.Name[];
  readonly next: (name: ast.Name) => readonly ast.Name[];
}

export const namesInCircle: Check = (model) => graphsOf(model).flatMap(circlesIn);

function graphsOf(model: Model): readonly Graph[] {
  const { events, roles, audiences, scores, subjects } = model;
  const named = <N extends { readonly name: ast.Name }>(table: ReadonlyMap<string, N>) =>
    [...table.values()].map(({ name }) => name);
  return [
    { what: "events", names: named(events), next: ({ text }) => events.get(text)?.anyOf ?? [] },
    { what: "roles", names: named(roles), next: ({ text }) => listed(roles.get(text)?.reportsTo) },
    { what: "audiences and scores", names: [...named(audiences), ...named(scores)], next: goesBy(model) },
    {
      what: "subjects",
      names: named(subjects),
      next: ({ text }) => listed(subjects.get(text)?.follows?.subject),
    },
    ...[...subjects.values(), ...events.values()].map(fieldsOf),
  ];
}

const listed = (name: ast.Name | undefined): readonly ast.Name[] => (name === undefined ? [] : [name]);

/** The audiences and scores that one is asked about; an audience and a score may share a name, never a node. */
function goesBy(model: Model): Graph["next"] {
  const declarations = [...model.audiences.values(), ...model.scores.values()];
  return (name) => {
    const declaration = declarations.find((one) => one.name === name);
    if (declaration === undefined) return [];
    const reading = { scope: scopeOf(declaration, model) };
    return findAll(declaration, "Test").flatMap(({ subject }) => {
      const left = findLeft(subject, reading);
      if (left?.names === "score") return [left.score.name];
      return left?.names === "audience" ? [left.audience.name] : [];
    });
  };
}

function fieldsOf(owner: Owner): Graph {
  return {
    what: `fields of \`${owner.name.text}\``,
    names: owner.fields.map(({ name }) => name),
    next: (name) => {
      const field = owner.fields.find((one) => one.name === name);
      return field === undefined ? [] : partsOf(field, owner).map((part) => part.name);
    },
  };
}

/** Each circle is told once, at the name in it that comes first. */
function circlesIn({ what, names, next }: Graph): readonly Diagnostic[] {
  const declared = new Set(names);
  const byText = new Map([...names].reverse().map((name) => [name.text, name]));
  // References to events, roles and fields are told by their text; what `next` resolved itself stays as it is.
  const follow = (name: ast.Name) =>
    next(name).flatMap((one) => (declared.has(one) ? one : (byText.get(one.text) ?? [])));
  return names.flatMap((start) => {
    const circle = wayBack(start, follow);
    if (circle === undefined || circle.some((name) => name.text < start.text)) return [];
    return [
      report("names-in-circle", { what, names: [...circle, start].map(({ text }) => text) }, start.span),
    ];
  });
}

/** The names from `start` back to itself; each is looked at once, however many ways lead to it. */
function wayBack(start: ast.Name, next: Graph["next"]): readonly ast.Name[] | undefined {
  const seen = new Set<ast.Name>();
  const search = (at: ast.Name, path: readonly ast.Name[]): readonly ast.Name[] | undefined => {
    if (at === start && path.length > 0) return path;
    if (seen.has(at)) return undefined;
    seen.add(at);
    for (const name of next(at)) {
      const found = search(name, [...path, at]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(start, []);
}

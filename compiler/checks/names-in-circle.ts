/** Sets of events that hold themselves, and roles that report to themselves in the end. */

import type { Name } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Check } from "./check.ts";

type Next = (name: string) => readonly Name[];

export const namesInCircle: Check = ({ events, roles }) => {
  const members: Next = (name) => events.get(name)?.anyOf ?? [];
  const manager: Next = (name) => {
    const above = roles.get(name)?.reportsTo;
    return above === undefined ? [] : [above];
  };
  return [
    ...[...events.values()].flatMap(({ name }) => findCircle("events", name, members)),
    ...[...roles.values()].flatMap(({ name }) => findCircle("roles", name, manager)),
  ];
};

/** Each circle is told once, at the name in it that comes first. */
function findCircle(what: string, start: Name, next: Next): readonly Diagnostic[] {
  const circle = wayBack(start.text, start.text, next, []);
  if (circle === undefined || circle.some((name) => name < start.text)) return [];
  return [report("names-in-circle", { what, names: [...circle, start.text] }, start.span)];
}

function wayBack(
  at: string,
  start: string,
  next: Next,
  path: readonly string[],
): readonly string[] | undefined {
  if (path.includes(at)) return at === start ? path : undefined;
  return next(at)
    .map(({ text }) => wayBack(text, start, next, [...path, at]))
    .find((circle) => circle !== undefined);
}

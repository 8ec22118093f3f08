/**
 * Of the lines of a right that hold only the highest role of its order is asked. A line that holds nowhere but where a
 * higher one does asks nobody: whoever reads it believes in an authority that is never used. Shown by trying, as for
 * gaps.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { scopeOf } from "../scopes.ts";
import { readsUnknown } from "../types/conditions.ts";
import type { Reading } from "../types/fields.ts";
import type { Check } from "./check.ts";
import { casesOf, evaluate } from "./sample-conditions.ts";

type Line = ast.RightDeclaration["asks"][number];

export const lineNeverAsks: Check = (model) =>
  [...model.rights.values()].flatMap((right) => silentLines(right, model));

function silentLines(right: ast.RightDeclaration, model: Model): readonly Diagnostic[] {
  const reading: Reading = { scope: scopeOf(right, model) };
  const lines = right.asks.filter(({ also }) => !also);
  const conditions = lines.map(({ when }) => when);
  if (reading.scope.subject === undefined || readsUnknown(conditions, reading)) return [];
  const cases = casesOf(conditions, reading);
  const rank = ({ role }: Line): number => right.order.findIndex(({ text }) => text === role.text);
  return lines.flatMap((line) => {
    const higher = lines.filter((other) => rank(other) > rank(line));
    const own = cases.filter((one) => evaluate(line.when, one, reading) !== false);
    const isSilent =
      own.length > 0 &&
      own.every((one) => higher.some((other) => evaluate(other.when, one, reading) === true));
    return isSilent
      ? [report("line-never-asks", { role: line.role.text, right: right.name.text }, line.role.span)]
      : [];
  });
}

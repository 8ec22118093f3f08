/**
 * Of the lines of a right that hold only the highest role of its order is asked. A line that holds nowhere but where a
 * higher one does asks nobody: whoever reads it believes in an authority that is never used. Shown by trying, as for
 * gaps.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { deleteLine } from "../line-fixes.ts";
import type { Model } from "../model.ts";
import { scopeOf } from "../scopes.ts";
import type { Check } from "./check.ts";
import { casesOfRight } from "./sample-conditions.ts";

export const lineNeverAsks: Check = (model) =>
  [...model.rights.values()].flatMap((right) => silentLines(right, model));

function silentLines(right: ast.RightDeclaration, model: Model): readonly Diagnostic[] {
  const tried = casesOfRight(scopeOf(right, model));
  if (tried === undefined) return [];
  const { lines, cases } = tried;
  const ranks = lines.map(({ role }) => right.order.findIndex(({ text }) => text === role.text));
  return lines.flatMap((line, index) => {
    const rank = ranks[index] ?? -1;
    const own = cases.filter(({ holds }) => holds[index] !== false);
    const isSilent =
      own.length > 0 &&
      own.every(({ holds }) => holds.some((asks, other) => (ranks[other] ?? -1) > rank && asks === true));
    if (!isSilent) return [];
    const fixes = [deleteLine(model, line.span, "the line")];
    return [
      report("line-never-asks", { role: line.role.text, right: right.name.text }, line.role.span, { fixes }),
    ];
  });
}

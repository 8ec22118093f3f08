/**
 * A right asks somebody in every case. Shown by trying: each threshold and each listed value of the fields that its
 * lines read, what lies between, and blank. A test of another kind might hold, so it never proves a gap.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { scopeOf } from "../scopes.ts";
import type { Check } from "./check.ts";
import { casesOfRight } from "./sample-conditions.ts";

export const rightWithGap: Check = (model) =>
  [...model.rights.values()].flatMap((right) => findGap(right, model));

function findGap(right: ast.RightDeclaration, model: Model): readonly Diagnostic[] {
  const tried = casesOfRight(scopeOf(right, model));
  if (tried === undefined || tried.lines.length === 0) return [];
  const gap = tried.cases.find(({ holds }) => holds.every((line) => line === false))?.one;
  if (gap === undefined) return [];
  const facts = { right: right.name.text, gap: [...gap.values()].map(({ words }) => words).join(" and ") };
  return [report("right-with-gap", facts, right.name.span)];
}

/**
 * A right asks somebody in every case. Shown by trying: each threshold and each listed value of the fields that its
 * lines read, what lies between, and blank. A test of another kind might hold, so it never proves a gap.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isBroken, type Model } from "../model.ts";
import { scopeOf } from "../scopes.ts";
import { isCondition } from "../types/conditions.ts";
import { findField, type Reading } from "../types/fields.ts";
import { walk } from "../walk.ts";
import type { Check } from "./check.ts";
import { evaluate, type Sample, type Sampled, samplesOf } from "./sample-conditions.ts";

/** More cases than this are not tried; a right with so many is beyond what a reviewer can follow, too. */
const MAX_CASES = 5_000;

export const rightWithGap: Check = (model) =>
  [...model.rights.values()]
    .filter((right) => !isBroken(model, right))
    .flatMap((right) => findGap(right, model));

function findGap(right: ast.RightDeclaration, model: Model): readonly Diagnostic[] {
  const reading: Reading = { scope: scopeOf(right, model) };
  const lines = right.asks.filter(({ also }) => !also).map(({ when }) => when);
  if (lines.length === 0 || reading.scope.subject === undefined) return [];
  const cases = casesOf(fieldsIn(lines, reading).map((name) => samplesOf(name, lines, reading)));
  const gap = cases.find((one) => lines.every((line) => evaluate(line, one, reading) === false));
  if (gap === undefined) return [];
  const facts = { right: right.name.text, gap: [...gap.values()].map(({ words }) => words).join(" and ") };
  return [report("right-with-gap", facts, right.name.span)];
}

function fieldsIn(lines: readonly ast.Condition[], reading: Reading): readonly string[] {
  const reads = [...walk(lines)].flatMap(({ node }) =>
    isCondition(node) && node.kind === "Test" ? (findField(node.subject, reading) ?? []) : [],
  );
  return [...new Set(reads.map(({ name }) => name))];
}

/** Each sample of each field with each of the others. */
function casesOf(samples: readonly (readonly Sample[])[]): readonly Sampled[] {
  const count = samples.reduce((product, { length }) => product * Math.max(1, length), 1);
  if (count > MAX_CASES) return [];
  return samples.reduce<readonly Sampled[]>(
    (cases, next) =>
      next.length === 0
        ? cases
        : cases.flatMap((one) => next.map((sample) => new Map([...one, [sample.field, sample]]))),
    [new Map()],
  );
}

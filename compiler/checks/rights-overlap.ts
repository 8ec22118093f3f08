/**
 * Two rights over one thing (docs/decisions, "When two rights are over one thing"): of one subject, about the fields
 * that a line reads, and each with that line. Whoever is refused by the one could ask by the other.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { saysTheSame } from "../same-words.ts";
import { scopeOf } from "../scopes.ts";
import { findField, type Reading } from "../types/fields.ts";
import type { Check } from "./check.ts";
import { testsReached } from "./sample-conditions.ts";

type Line = ast.RightDeclaration["asks"][number];

export const rightsOverlap: Check = (model) => {
  const rights = [...model.rights.values()];
  return rights.flatMap((right, index) =>
    rights
      .slice(0, index)
      .flatMap((earlier) => overlapOf(earlier, right, model))
      .slice(0, 1),
  );
};

function overlapOf(
  earlier: ast.RightDeclaration,
  right: ast.RightDeclaration,
  model: Model,
): readonly Diagnostic[] {
  if (earlier.of.text !== right.of.text) return [];
  const about = new Set(right.about.map(({ text }) => text));
  const both = new Set(earlier.about.map(({ text }) => text).filter((field) => about.has(field)));
  const reading: Reading = { scope: scopeOf(right, model) };
  for (const line of right.asks) {
    const fields = fieldsOf(line, reading);
    const same = earlier.asks.find(({ when }) => saysTheSame(when, line.when));
    if (same === undefined || fields.length === 0 || !fields.every((field) => both.has(field))) continue;
    const facts = { rights: [earlier.name.text, right.name.text], fields };
    const related = [{ span: same.when.span, label: `\`${earlier.name.text}\` says the same` }];
    return [report("rights-overlap", facts, line.when.span, { related })];
  }
  return [];
}

function fieldsOf({ when }: Line, reading: Reading): readonly string[] {
  const read = testsReached(when, reading).flatMap(({ subject }) => findField(subject, reading)?.name ?? []);
  return [...new Set(read)];
}

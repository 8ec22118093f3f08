/**
 * Two rights over one thing (docs/decisions, "When two rights are over one thing"): of one subject, about the fields
 * that a line reads, and each with that line. Whoever is refused by the one could ask by the other.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { wordsOf } from "../same-words.ts";
import { scopeOf } from "../scopes.ts";
import { findField, type Reading } from "../types/fields.ts";
import type { Check } from "./check.ts";
import { testsReached } from "./sample-conditions.ts";

type Line = ast.RightDeclaration["asks"][number];

interface Said {
  readonly right: ast.RightDeclaration;
  readonly line: Line;
}

export const rightsOverlap: Check = (model) => {
  // By the words of the line: of thousands of rights few say the same.
  const before = new Map<string, Said[]>();
  const found = [...model.rights.values()].flatMap((right) => {
    const said = right.asks.map((line) => ({ right, line }));
    const overlaps = said.flatMap((one) => overlapOf(before.get(keyOf(one)) ?? [], one, model));
    for (const one of said) put(before, keyOf(one), one);
    return overlaps.slice(0, 1);
  });
  return found;
};

const keyOf = ({ right, line }: Said): string => `${right.of.text} ${wordsOf(line.when)}`;

function put(table: Map<string, Said[]>, key: string, one: Said): void {
  const known = table.get(key);
  if (known === undefined) table.set(key, [one]);
  else known.push(one);
}

/** The first of those that say the same over fields that both rights are about. */
function overlapOf(same: readonly Said[], { right, line }: Said, model: Model): readonly Diagnostic[] {
  const fields = fieldsOf(line, { scope: scopeOf(right, model) });
  if (fields.length === 0 || !isAbout(right, fields)) return [];
  const earlier = same.find((one) => isAbout(one.right, fields));
  if (earlier === undefined) return [];
  const facts = { rights: [earlier.right.name.text, right.name.text], fields };
  const related = [{ span: earlier.line.when.span, label: `\`${earlier.right.name.text}\` says the same` }];
  return [report("rights-overlap", facts, line.when.span, { related })];
}

const isAbout = ({ about }: ast.RightDeclaration, fields: readonly string[]): boolean =>
  fields.every((field) => about.some(({ text }) => text === field));

function fieldsOf({ when }: Line, reading: Reading): readonly string[] {
  const read = testsReached(when, reading).flatMap(({ subject }) => findField(subject, reading)?.name ?? []);
  return [...new Set(read)];
}

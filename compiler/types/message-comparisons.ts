/**
 * What a message compares: `{% if industry == "saas" %}`. A comparison of unlike things never holds in Liquid, and says
 * nothing of it, so a part of the letter would be missing for ever.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import type { FieldType } from "../library.ts";
import type { MessageComparison } from "../model.ts";
import { describeType, typeOf } from "./field-types.ts";

export function checkComparison(comparison: MessageComparison, field: ast.Field): readonly Diagnostic[] {
  const type = typeOf(field);
  const { value, span } = comparison;
  if (type === undefined || value.kind === "blank") return [];
  if (!hasOperator(type, comparison.operator)) return [notComparable(comparison, type)];
  const wanted = wantedBy(type);
  if (value.kind !== wanted) {
    const facts = { what: `\`${value.text}\``, found: KINDS[value.kind], expected: describeType(type) };
    return [report("wrong-type", facts, span)];
  }
  return type.type === "one_of" ? checkListed(comparison, type.values) : [];
}

const KINDS = { text: "a text", number: "a number", yes_no: "yes or no" } as const;

const ORDERED: ReadonlySet<FieldType["type"]> = new Set(["number", "percent", "date", "time"]);
const WHOLE: ReadonlySet<FieldType["type"]> = new Set(["number", "percent", "yes_no", "one_of"]);

/** Money is filled in as words, `25,000 EUR`, so there is nothing to compare it with. */
function hasOperator({ type }: FieldType, operator: string): boolean {
  if (type === "money") return false;
  if (operator === "==" || operator === "!=") return true;
  return operator === "contains" ? !WHOLE.has(type) : ORDERED.has(type);
}

const EXPECTED: Readonly<Record<string, string>> = {
  contains: "a text",
  "==": "a text or a number",
  "!=": "a text or a number",
};

function notComparable({ path, operator, span }: MessageComparison, type: FieldType): Diagnostic {
  const expected = EXPECTED[operator] ?? "a number, a date or a time";
  return report("wrong-type", { what: `\`${path}\``, found: describeType(type), expected }, span);
}

/** The kind of value that a field of a type holds where a message is filled in. */
function wantedBy({ type }: FieldType): MessageComparison["value"]["kind"] {
  if (type === "number" || type === "percent") return "number";
  return type === "yes_no" ? "yes_no" : "text";
}

function checkListed(
  { path, value, span }: MessageComparison,
  values: readonly string[],
): readonly Diagnostic[] {
  if (values.includes(value.text)) return [];
  const facts = { value: value.text, field: path, values, suggestion: suggest(value.text, values) };
  return [report("not-in-list", facts, span)];
}

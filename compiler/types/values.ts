/** Whether a value may stand where a field of some type is set, compared or given. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic, Fix } from "../../language/diagnostics/diagnostic.ts";
import { replaceWith } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { assertNever } from "../invariant.ts";
import type { FieldType } from "../library.ts";
import { messageNames, unknownName } from "../lookup.ts";
import { describeType, typeOf } from "./field-types.ts";
import { type FieldRead, findField, knownFields, type Reading, writePath } from "./fields.ts";
import { checkZone } from "./literals.ts";

type Literal = Exclude<ast.Value, ast.Path | ast.NoLiteral>;

/** The types that each literal can be a value of; the first is what it is called. */
const LITERALS: Readonly<Record<Literal["kind"], readonly [FieldType["type"], ...FieldType["type"][]]>> = {
  Text: ["text", "email", "url", "time_zone"],
  NumberLiteral: ["number"],
  MoneyLiteral: ["money"],
  PercentLiteral: ["percent"],
  InstantLiteral: ["date"],
  TimeLiteral: ["time"],
  CodeLiteral: ["country"],
  Duration: ["duration"],
};

/** `value` stands beside `target`: compared with it, or to become its value. */
export function checkValue(value: ast.Value, target: FieldRead, reading: Reading): readonly Diagnostic[] {
  const type = typeOf(target.field);
  if (type === undefined) return [];
  switch (value.kind) {
    case "Path":
      return checkName(value, target, type, reading);
    case "NoLiteral":
      return checkWord("no", value.span, target, type) ?? [wrongType("yes or no", target, type, value.span)];
    default:
      return checkLiteral(value, target, type);
  }
}

function checkLiteral(value: Literal, target: FieldRead, type: FieldType): readonly Diagnostic[] {
  const [name, ...others] = LITERALS[value.kind];
  if (name !== type.type && !others.includes(type.type)) {
    const fixes = percentOf(value, type);
    return [{ ...wrongType(describeLiteral(value, name), target, type, value.span), fixes }];
  }
  return type.type === "time_zone" && value.kind === "Text" ? checkZone(value) : [];
}

function describeLiteral(value: Literal, type: FieldType["type"]): string {
  if (value.kind === "CodeLiteral") return `the country code ${value.text}`;
  return type === "one_of" ? "a value of a closed list" : describeType({ type });
}

/** A value of a closed list, `yes`, a message, or else a field of the same type. */
function checkName(
  path: ast.Path,
  target: FieldRead,
  type: FieldType,
  reading: Reading,
): readonly Diagnostic[] {
  const name = writePath(path);
  const asWord = checkWord(name, path.span, target, type);
  if (asWord?.length === 0) return [];
  const field = findField(path, reading);
  if (field !== undefined) return checkSameType(field, target, type, path.span);
  if (asWord !== null) return asWord;
  const { model, subject } = reading.scope;
  if (type.type === "message") {
    const known = messageNames(model);
    return known.includes(name) ? [] : [unknownName("message", { text: name, span: path.span }, known)];
  }
  return subject === undefined
    ? []
    : [unknownName("field", { text: name, span: path.span }, [...knownFields(reading), "blank", "known"])];
}

/** `null` when words are no values of this type. */
function checkWord(
  word: string,
  span: ast.Span,
  target: FieldRead,
  type: FieldType,
): readonly Diagnostic[] | null {
  switch (type.type) {
    case "one_of":
      return type.values.includes(word) ? [] : [notInList(word, span, target, type.values)];
    case "yes_no":
      return word === "yes" || word === "no" ? [] : null;
    default:
      return null;
  }
}

function notInList(
  value: string,
  span: ast.Span,
  { name }: FieldRead,
  values: readonly string[],
): Diagnostic {
  return report(
    "not-in-list",
    { value, field: name, values, suggestion: suggest(value, [...values, "blank", "known"]) },
    span,
  );
}

function checkSameType(
  field: FieldRead,
  target: FieldRead,
  type: FieldType,
  span: ast.Span,
): readonly Diagnostic[] {
  const other = typeOf(field.field);
  if (other === undefined || areAlike(type, other)) return [];
  return [wrongType(describeType(other), target, type, span, `\`${field.name}\``)];
}

const WORDS: ReadonlySet<FieldType["type"]> = new Set(["text", "email", "url"]);

export function areAlike(a: FieldType, b: FieldType): boolean {
  if (a.type === "one_of" && b.type === "one_of") return a.values.some((value) => b.values.includes(value));
  return a.type === b.type || (WORDS.has(a.type) && WORDS.has(b.type));
}

function wrongType(
  found: string,
  target: FieldRead,
  type: FieldType,
  span: ast.Span,
  what = `the value for \`${target.name}\``,
): Diagnostic {
  const related = [{ span: target.field.span, label: `\`${target.name}\` is ${describeType(type)}` }];
  return report("wrong-type", { what, found, expected: describeType(type) }, span, { related });
}

/** A number where a percentage is needed may only lack its sign. */
function percentOf(value: Literal, type: FieldType): readonly Fix[] {
  if (value.kind !== "NumberLiteral" || type.type !== "percent") return [];
  return [replaceWith(`${value.value}%`, value.span)];
}

/**
 * Whether the value is known from the text alone. Anything else is computed from other fields.
 * @param type of the field that it stands beside
 */
export function isConstant(value: ast.Expression, type: FieldType): boolean {
  switch (value.kind) {
    case "Arithmetic":
      return false;
    case "Path": {
      const name = writePath(value);
      if (type.type === "one_of" && type.values.includes(name)) return true;
      return name === "blank" || type.type === "message" || (type.type === "yes_no" && name === "yes");
    }
    case "Text":
    case "NumberLiteral":
    case "MoneyLiteral":
    case "PercentLiteral":
    case "InstantLiteral":
    case "TimeLiteral":
    case "CodeLiteral":
    case "Duration":
    case "NoLiteral":
      return true;
    default:
      return assertNever(value);
  }
}

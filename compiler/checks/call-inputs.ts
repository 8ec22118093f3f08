/** What a call hands to its action: everything that the action cannot do without, and never a blank for it. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic, Fix } from "../../language/diagnostics/diagnostic.ts";
import { insertAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { nodesOf, type Scope, type ScopedNode } from "../scopes.ts";
import { knownAround } from "../types/blanks.ts";
import { mayBeBlank, ownerOf } from "../types/expressions.ts";
import { describeType, typeOf } from "../types/field-types.ts";
import { findField } from "../types/fields.ts";
import { isConstant } from "../types/values.ts";
import { whole } from "../whole.ts";
import type { Check } from "./check.ts";

export const callInputs: Check = (model) =>
  nodesOf(model, ["CallStep"]).flatMap((found) => checkCall(found.node, found, model));

function checkCall(call: ast.CallStep, found: ScopedNode, model: Model): readonly Diagnostic[] {
  const action = whole(model.actions.get(call.action.text), model);
  if (action === undefined) return [];
  const entries = call.with?.entries ?? [];
  const given = entries.map(({ name }) => name.text);
  // A name that is misspelt is the one that is missing.
  const misspelt = given.some((name) => !action.in.some((field) => field.name.text === name));
  const missing = action.in.filter(isRequired).map(({ name }) => name.text);
  const lacking = missing.filter((name) => !given.includes(name));
  return [
    ...(lacking.length === 0 || misspelt
      ? []
      : [
          report("call-without-input", { action: action.name.text, missing: lacking }, call.action.span, {
            fixes: handedOver(lacking, call, action, found.scope),
          }),
        ]),
    ...entries.flatMap((entry) => checkEntry(entry, action, call, found)),
    ...checkOut(action, found.scope),
  ];
}

const isRequired = ({ optional, value }: ast.Field): boolean => !optional && value === undefined;

function checkEntry(
  { name, value }: ast.Data["entries"][number],
  action: ast.ActionDeclaration,
  call: ast.CallStep,
  { around, scope }: ScopedNode,
): readonly Diagnostic[] {
  const input = action.in.find((field) => field.name.text === name.text);
  const type = input === undefined ? undefined : typeOf(input);
  if (input === undefined || type === undefined || !isRequired(input)) return [];
  const handed = { input: name.text, action: action.name.text };
  if (value.kind !== "Path") return [];
  if (isConstant(value, type))
    return value.names[0]?.text === "blank"
      ? [report("blank-input", { field: "blank", ...handed }, value.span)]
      : [];
  const read = findField(value, { scope });
  if (
    read === undefined ||
    !mayBeBlank(read.field, ownerOf(read)) ||
    knownAround(call, around, { scope }).includes(read.id)
  )
    return [];
  const fixes = [behindQuestion(read.name, call)];
  return [report("blank-input", { field: read.name, ...handed }, value.span, { fixes })];
}

/** Fields of the subject by the same names, where each input has one of its type. */
function handedOver(
  lacking: readonly string[],
  call: ast.CallStep,
  action: ast.ActionDeclaration,
  { subject }: Scope,
): readonly Fix[] {
  const typed = (fields: readonly ast.Field[], name: string) => {
    const field = fields.find((one) => one.name.text === name);
    return field === undefined ? undefined : typeOf(field)?.type;
  };
  const own = subject?.fields ?? [];
  if (!lacking.every((name) => typed(own, name) !== undefined && typed(own, name) === typed(action.in, name)))
    return [];
  const entries = lacking.map((name) => `${name}: ${name}`).join("  ");
  const last = call.with?.entries.at(-1);
  if (last !== undefined) return [insertAt(last.span, `  ${entries}`)];
  return call.with === undefined ? [insertAt(call.action.span, ` with { ${entries} }`)] : [];
}

function behindQuestion(field: string, { span }: ast.CallStep): Fix {
  const { file, start, end } = span;
  return {
    title: `Put it behind \`if ${field} is known\``,
    edits: [
      { span: { file, start, end: start }, text: `if ${field} is known { ` },
      { span: { file, start: end, end }, text: " }" },
    ],
  };
}

/** What comes back under the name of a subject's field becomes its value. */
function checkOut(action: ast.ActionDeclaration, { subject }: Scope): readonly Diagnostic[] {
  return action.out.flatMap((out) => {
    const field = subject?.fields.find(({ name }) => name.text === out.name.text);
    const [given, wanted] = [typeOf(out), field === undefined ? undefined : typeOf(field)];
    if (field === undefined || given === undefined || wanted === undefined || given.type === wanted.type)
      return [];
    const what = `what \`${action.name.text}\` gives back as \`${out.name.text}\``;
    const related = [{ span: field.span, label: "the field of the subject" }];
    const facts = { what, found: describeType(given), expected: describeType(wanted) };
    return [report("wrong-type", facts, out.span, { related })];
  });
}

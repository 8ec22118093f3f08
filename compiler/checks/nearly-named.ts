/**
 * Names that need no declaration, and are one letter from one that means something: evidence that is nearly a field of
 * the subject, a purpose that is nearly that of a message, a group that is nearly another journey's. What was meant would
 * be lost without a word: the field is not written, the message is not exempt, the journeys do not give way.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { editDistance } from "../../language/diagnostics/suggest.ts";
import { unknownName } from "../lookup.ts";
import type { Model } from "../model.ts";
import { ask, type Rules } from "../scopes.ts";
import type { Check } from "./check.ts";

/** Short names are near to many. */
const MIN_LENGTH = 4;

const nearest = ({ text }: ast.Name, known: readonly string[]): string | undefined =>
  text.length < MIN_LENGTH || known.includes(text)
    ? undefined
    : known.find((one) => one.length >= MIN_LENGTH && editDistance(text, one) === 1);

const evidence = (
  names: readonly ast.Name[],
  subject: ast.SubjectDeclaration | undefined,
): readonly Diagnostic[] => {
  const fields = subject?.fields.map(({ name }) => name.text) ?? [];
  return names.flatMap((name) => {
    const field = nearest(name, fields);
    return field === undefined ? [] : [unknownName("field", name, [field])];
  });
};

const RULES: Rules<Diagnostic> = {
  Result: ({ needs }, { scope }) => evidence(needs, scope.subject),
  RequestHandler: ({ needs }, { scope }) => evidence(needs, scope.subject),
  Handover: ({ decline }, { scope }) => evidence(decline?.needs ?? [], scope.subject),
  ExemptRule: ({ purpose }, { scope: { model } }) => {
    const known = [...model.messages.values()].map(({ message }) => message.purpose);
    return misspelt(purpose, "purpose of a message", known);
  },
};

function misspelt(name: ast.Name, what: string, known: readonly string[]): readonly Diagnostic[] {
  const suggestion = nearest(name, known);
  return suggestion === undefined
    ? []
    : [report("unknown-name", { what, name: name.text, suggestion }, name.span)];
}

export const nearlyNamed: Check = (model) => [...ask(RULES, model), ...lonelyGroups(model)];

/** A group of one journey beside one of nearly its name: the later in the text is the one that is misspelt. */
function lonelyGroups({ journeys }: Model): readonly Diagnostic[] {
  const groups = [...journeys.values()].flatMap(({ exclusive }) =>
    exclusive === undefined ? [] : [exclusive.group],
  );
  const isAlone = ({ text }: ast.Name) => groups.filter((other) => other.text === text).length === 1;
  return groups.flatMap((group, index) => {
    const others = groups.filter((other, at) => at < index || !isAlone(other)).map(({ text }) => text);
    return isAlone(group) ? misspelt(group, "exclusive group", others) : [];
  });
}

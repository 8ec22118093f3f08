/** Questions about records of the same account, and messages to them: they are of an account, and have what is asked. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isDamaged } from "../doubt.ts";
import { unknownName } from "../lookup.ts";
import { ACCOUNT, CONTACT, relatedSubject, scopeWithin } from "../related.ts";
import type { Rules, Scope } from "../scopes.ts";
import { fieldOf } from "./fields.ts";

export const RELATED: Rules<Diagnostic> = {
  NoneRelated: (question, { around, scope }) => checkQuestion(question, scopeWithin(scope, around)),
  ContactsOf: ({ of }, { scope }) => checkAccounts(of, CONTACT, scope),
  ToWho: ({ span }) => [report("send-to-colleague", {}, span)],
};

function checkQuestion(
  { what, of, field }: Extract<ast.Condition, { kind: "NoneRelated" }>,
  scope: Scope,
): readonly Diagnostic[] {
  const { model, subject: asker } = scope;
  if (asker === undefined) return [];
  const isKnown = what.text === CONTACT || model.subjects.has(what.text);
  if (!isKnown) return [unknownName("subject", what, [CONTACT, ...model.subjects.keys()])];
  const other = relatedSubject(what.text, asker, model);
  if (other === undefined) return [];
  const known = other.fields.map(({ name }) => name.text);
  const hasField = fieldOf(other, field.text, model) !== undefined || isDamaged(model.doubt, other);
  return [...checkAccounts(of, what.text, scope), ...(hasField ? [] : [unknownName("field", field, known)])];
}

/** Both belong to an account, by which they are found. */
function checkAccounts(of: ast.Name, what: string, { model, subject: asker }: Scope): readonly Diagnostic[] {
  if (of.text !== ACCOUNT) return [unknownName("field", of, [ACCOUNT])];
  const parties = new Set([asker, relatedSubject(what, asker, model)]);
  return [...parties].flatMap((party) =>
    party === undefined || party.account !== undefined || isDamaged(model.doubt, party)
      ? []
      : [report("missing-part", { what: "account", owner: `subject \`${party.name.text}\`` }, of.span)],
  );
}

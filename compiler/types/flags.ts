/** A flag of data care says yes or no. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Rules, Scope } from "../scopes.ts";
import { describeType, typeOf } from "./field-types.ts";

export const FLAGS: Rules<Diagnostic> = {
  FlagRule: ({ flag }, { scope }) => checkFlag(flag, scope),
};

function checkFlag(flag: ast.Name, { subject }: Scope): readonly Diagnostic[] {
  const field = subject?.fields.find(({ name }) => name.text === flag.text);
  const type = field === undefined ? undefined : typeOf(field);
  if (type === undefined || type.type === "yes_no") return [];
  const facts = {
    what: `\`${flag.text}\``,
    found: describeType(type),
    expected: describeType({ type: "yes_no" }),
  };
  return [report("wrong-type", facts, flag.span)];
}

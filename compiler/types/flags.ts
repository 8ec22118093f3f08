/** A flag of data care says yes or no. */
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { ScopedNode } from "../scopes.ts";
import { describeType, typeOf } from "./field-types.ts";

export function checkFlag({ node, scope: { subject } }: ScopedNode): readonly Diagnostic[] {
  if (node.kind !== "FlagRule") return [];
  const field = subject?.fields.find(({ name }) => name.text === node.flag.text);
  const type = field === undefined ? undefined : typeOf(field);
  if (type === undefined || type.type === "yes_no") return [];
  const facts = {
    what: `\`${node.flag.text}\``,
    found: describeType(type),
    expected: describeType({ type: "yes_no" }),
  };
  return [report("wrong-type", facts, node.flag.span)];
}

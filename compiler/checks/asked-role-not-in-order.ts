/** The roles that a right asks stand in its order, and those that it also asks do not. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { deleteAt, insertAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Check } from "./check.ts";

export const askedRoleNotInOrder: Check = ({ rights, roles }) =>
  [...rights.values()].flatMap(({ name, order, asks }) => {
    // Without an order it is the order that is missing; a name that is unknown is reported as such.
    if (order.length === 0 || order.some(({ text }) => !roles.has(text))) return [];
    const inOrder = new Set(order.map(({ text }) => text));
    return asks
      .filter(({ also, role }) => roles.has(role.text) && also === inOrder.has(role.text))
      .map((ask) => reportAsk(ask, name, order));
  });

function reportAsk(
  { also, role, span }: ast.RightDeclaration["asks"][number],
  right: ast.Name,
  order: readonly ast.Name[],
): Diagnostic {
  const facts = { role: role.text, right: right.text };
  if (also) {
    const word = { ...span, end: span.start + "also ".length };
    return report("also-asked-role-in-order", facts, role.span, { fixes: [deleteAt(word, "`also`")] });
  }
  const fixes = [
    ...order.slice(-1).map((last) => insertAt(last.span, `, ${role.text}`)),
    insertAt({ ...span, end: span.start }, "also "),
  ];
  return report("asked-role-not-in-order", facts, role.span, { fixes });
}

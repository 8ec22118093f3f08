/** The roles that a right asks stand in its order, and those that it also asks do not. */
import { report } from "../../language/diagnostics/report.ts";
import type { Check } from "./check.ts";

export const askedRoleNotInOrder: Check = ({ rights, roles }) =>
  [...rights.values()].flatMap(({ name, order, asks }) => {
    // Without an order it is the order that is missing; a name that is unknown is reported as such.
    if (order.length === 0 || order.some(({ text }) => !roles.has(text))) return [];
    const inOrder = new Set(order.map(({ text }) => text));
    return asks
      .filter(({ also, role }) => roles.has(role.text) && also === inOrder.has(role.text))
      .map(({ also, role }) => {
        const facts = { role: role.text, right: name.text };
        return report(also ? "also-asked-role-in-order" : "asked-role-not-in-order", facts, role.span);
      });
  });

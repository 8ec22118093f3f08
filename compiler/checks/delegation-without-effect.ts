/** What people.yaml lends can be used: the right may be lent, to them, and by who holds it. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { People } from "../library.ts";
import type { Check } from "./check.ts";

export const delegationWithoutEffect: Check = ({ rights, people }) =>
  people === null
    ? []
    : people.delegates.flatMap((lent) => {
        const right = rights.get(lent.right);
        const why = right === undefined ? null : problemOf(right, lent, people);
        if (right === undefined || why === null) return [];
        const { of, to } = lent;
        const at = right.delegation ?? right.name;
        return [report("delegation-without-effect", { right: lent.right, of, to, why }, at.span)];
      });

function problemOf(
  { asks, delegation }: ast.RightDeclaration,
  { of, to }: People["delegates"][number],
  { people }: People,
): string | null {
  const rolesOf = (person: string) => people.find(({ id }) => id === person)?.roles ?? [];
  if (delegation?.allowed === false) return "it may not be delegated";
  if (!asks.some(({ role }) => rolesOf(of).includes(role.text))) return `${of} fills no role that it asks`;
  const allowed = delegation?.to.map(({ text }) => text) ?? [];
  if (allowed.length === 0 || allowed.some((role) => rolesOf(to).includes(role))) return null;
  return `${to} fills no role that it may be delegated to`;
}

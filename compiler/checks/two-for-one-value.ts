/** A role `per` a field has one holder for each value of it. Needs people.yaml. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { People } from "../library.ts";
import type { Check } from "./check.ts";

export const twoForOneValue: Check = ({ roles, people }) =>
  people === null ? [] : [...roles.values()].flatMap((role) => sharedValues(role, people));

function sharedValues({ name, per }: ast.RoleDeclaration, { people }: People) {
  if (per === undefined) return [];
  const served = new Map<string, string[]>();
  for (const { id, roles, serves } of people) {
    if (!roles.includes(name.text)) continue;
    for (const value of serves[per.text] ?? []) served.set(value, [...(served.get(value) ?? []), id]);
  }
  return [...served].flatMap(([value, ids]) =>
    ids.length < 2
      ? []
      : [report("two-for-one-value", { role: name.text, field: per.text, value, people: ids }, per.span)],
  );
}

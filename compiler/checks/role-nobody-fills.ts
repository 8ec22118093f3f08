/** Each role is somebody's today. Needs people.yaml; one that is reached at a field is not filled by it. */
import { report } from "../../language/diagnostics/report.ts";
import type { Check } from "./check.ts";

export const roleNobodyFills: Check = ({ roles, people }) => {
  if (people === null) return [];
  const filled = new Set(people.people.flatMap((person) => person.roles));
  // A role that is misspelt there is reported there.
  if ([...filled].some((role) => !roles.has(role))) return [];
  return [...roles.values()]
    .filter(({ name, reachedAt }) => reachedAt === undefined && !filled.has(name.text))
    .map(({ name }) => report("role-nobody-fills", { role: name.text }, name.span));
};

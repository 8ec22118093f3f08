/**
 * On whose desk a review lies. Nobody is asked by name: whoever fills the role on the day has it; of a role that nobody
 * fills, who fills the one above. Once the grace is over the role above has it as well.
 */
import type { Library, People } from "../../compiler/library.ts";
import { filling } from "../policy/pick-person.ts";

export interface Desk {
  readonly role: string;
  /** Who fills it today; somebody does. */
  readonly people: readonly string[];
}

/** None where nobody fills the role, nor any above. */
export function desksOf(
  { owner, until }: { readonly owner: string; readonly until: string },
  today: string,
  library: Pick<Library, "roles">,
  people: People,
): readonly Desk[] {
  const first = deskAt(owner, library, people);
  if (first === null || today <= until) return first === null ? [] : [first];
  const above = deskAt(library.roles[first.role]?.reportsTo ?? null, library, people);
  return above === null ? [first] : [first, above];
}

/** The compiler refuses roles that report in a circle. */
function deskAt(from: string | null, { roles }: Pick<Library, "roles">, people: People): Desk | null {
  for (let role = from; role !== null; role = roles[role]?.reportsTo ?? null) {
    const found = filling(people, role);
    if (found.length > 0) return { role, people: found.map(({ id }) => id) };
  }
  return null;
}

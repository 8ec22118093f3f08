/**
 * Who fills which role for one subject. A role `per` a field has one holder for each value of it (docs/language.md,
 * section 3.2): for a subject only who serves its value fills the role, and for a blank value nobody does.
 */
import type { Library, People, Person } from "../../compiler/library.ts";
import type { Fields } from "../../compiler/plan.ts";

type Roles = Library["roles"];

export function peopleFor(roles: Roles, people: People, fields: Fields): People {
  if (Object.values(roles).every(({ per }) => per === undefined)) return people;
  return {
    ...people,
    people: people.people.map((person) => ({ ...person, roles: rolesFor(roles, person, fields) })),
  };
}

function rolesFor(roles: Roles, { roles: filled, serves }: Person, fields: Fields): readonly string[] {
  return filled.filter((role) => {
    const per = roles[role]?.per;
    const value = per === undefined ? null : (fields[per] ?? null);
    return per === undefined || (value !== null && serves[per]?.includes(String(value)) === true);
  });
}

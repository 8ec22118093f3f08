/**
 * Who fills which role for one subject. A role `per` a field has one holder for each value of it (docs/language.md,
 * section 3.2): for a subject only who serves its value fills the role, and for a blank value nobody does. A role outside
 * that is reached at a field (section 3.7) is one person for each subject, by the name of the role; nobody, while the
 * field is blank.
 */
import type { Library, People, Person } from "../../compiler/library.ts";
import type { Fields } from "../../compiler/plan.ts";

type Roles = Library["roles"];

export function peopleFor(roles: Roles, people: People, fields: Fields): People {
  const outsiders = outsidersOf(roles, fields);
  const sharesNone = Object.values(roles).every(({ per }) => per === undefined);
  if (sharesNone && outsiders.length === 0) return people;
  const inside = people.people.map((person) => ({ ...person, roles: rolesFor(roles, person, fields) }));
  return { ...people, people: [...inside, ...outsiders] };
}

function rolesFor(roles: Roles, { roles: filled, serves }: Person, fields: Fields): readonly string[] {
  return filled.filter((role) => {
    const per = roles[role]?.per;
    const value = per === undefined ? null : (fields[per] ?? null);
    return per === undefined || (value !== null && serves[per]?.includes(String(value)) === true);
  });
}

const outsidersOf = (roles: Roles, fields: Fields): readonly Person[] =>
  Object.entries(roles).flatMap(([role, { title, outside }]) => {
    const address = outside?.at === undefined ? null : (fields[outside.at] ?? null);
    return typeof address === "string"
      ? [{ id: role, name: title, email: address, roles: [role], serves: {}, capacity: null, away: [] }]
      : [];
  });

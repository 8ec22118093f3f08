/** What if a role had more people, or fewer? */
import type { People, Person } from "../../compiler/library.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { wrongUsage } from "../failure.ts";

export interface PeopleChange {
  readonly role: string;
  /** How many there are more; below zero, fewer. */
  readonly by: number;
}

/** @param texts such as `sdr:2` @throws CommandFailure for what is no role and number */
export function readChanges(
  option: "--with" | "--without",
  texts: readonly string[],
  roles: readonly string[],
): readonly PeopleChange[] {
  return texts.map((text) => {
    const [, role = "", count = "1"] = /^([a-z][a-z0-9_]*)(?::([1-9]\d{0,3}))?$/.exec(text) ?? [];
    if (role === "")
      throw wrongUsage(`${option} ${text} is no role and number; it is written ${option} sdr:2.`);
    if (!roles.includes(role)) {
      const near = suggest(role, roles);
      const help = near === undefined ? `There are: ${roles.join(", ")}.` : `Did you mean ${near}?`;
      throw wrongUsage(`There is no role ${role}. ${help}`);
    }
    return { role, by: option === "--with" ? Number(count) : -Number(count) };
  });
}

/**
 * Those who go are the last ones of people.yaml, and they lose this role only; those who come are like its first one.
 * @throws CommandFailure when there are not so many, or nobody to be like
 */
export function changePeople(people: People, changes: readonly PeopleChange[]): People {
  return changes.reduce(
    (now, { role, by }) => (by < 0 ? without(now, role, -by) : withMore(now, role, by)),
    people,
  );
}

const filling = (people: People, role: string): readonly Person[] =>
  people.people.filter(({ roles }) => roles.includes(role));

function without(people: People, role: string, count: number): People {
  const filled = filling(people, role);
  if (filled.length < count)
    throw wrongUsage(`${filled.length} of people.yaml fill ${role}: there are no ${count} to do without.`);
  const leaving = new Set(filled.slice(filled.length - count).map(({ id }) => id));
  const left = people.people.map((person) =>
    leaving.has(person.id) ? { ...person, roles: person.roles.filter((one) => one !== role) } : person,
  );
  return { ...people, people: left.filter(({ roles }) => roles.length > 0) };
}

function withMore(people: People, role: string, count: number): People {
  const [first] = filling(people, role);
  if (first === undefined)
    throw wrongUsage(`Nobody of people.yaml fills ${role}, so one more would be like nobody.`);
  const known = new Set(people.people.map(({ id }) => id));
  const ids: string[] = [];
  for (let number = 1; ids.length < count; number += 1) {
    const id = `${role}_${number}`;
    if (!known.has(id)) ids.push(id);
  }
  const more = ids.map((id): Person => ({ ...first, id, name: id, roles: [role], away: [] }));
  return { ...people, people: [...people.people, ...more] };
}

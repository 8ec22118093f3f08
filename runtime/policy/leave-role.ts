/** people.yaml as it is once somebody has left a role. */
import type { People } from "../../compiler/library.ts";
import type { PersonId } from "../machine/protocol.ts";

/** `null`: all their roles. Who fills none is in it no more. */
export function leaveRole(people: People, person: PersonId, role: string | null): People {
  const changed = people.people.map((one) =>
    one.id === person ? { ...one, roles: one.roles.filter((own) => role !== null && own !== role) } : one,
  );
  return { ...people, people: changed.filter(({ id, roles }) => id !== person || roles.length > 0) };
}

/**
 * Who acts, as the machine must know them: their roles and the rights lent to them, as people.yaml says today. Whether
 * that is enough for the act is the machine's to decide, where it cannot be bypassed.
 */
import { dateOfDay, localOf } from "../../compiler/calendar-time.ts";
import type { Library, People } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import type { Actor, PersonId } from "../machine/protocol.ts";

/** `null`: people.yaml names no such person. `today` is `YYYY-MM-DD`; the dates of a delegation are inclusive. */
export function actorFor(person: PersonId, people: People, today: string): Actor | null {
  const found = people.people.find((one) => one.id === person);
  if (found === undefined) return null;
  const lent = people.delegates.filter(
    (one) => one.to === person && one.from <= today && today <= one.toDate,
  );
  return {
    person,
    roles: found.roles,
    delegateOf: lent.map((one) => ({ person: one.of, right: one.right, roles: rolesOf(one.of, people) })),
  };
}

const rolesOf = (person: PersonId, people: People): readonly string[] =>
  people.people.find((one) => one.id === person)?.roles ?? [];

/** The date where this person works: in the calendar of the first of their roles, else in UTC. */
export function todayOf(person: PersonId, people: People, library: Library, now: Instant): string {
  const role = people.people.find((one) => one.id === person)?.roles[0];
  const calendar = role === undefined ? undefined : library.calendars[library.roles[role]?.calendar ?? ""];
  return calendar === undefined
    ? new Date(now).toISOString().slice(0, 10)
    : dateOfDay(localOf(calendar, now).day);
}

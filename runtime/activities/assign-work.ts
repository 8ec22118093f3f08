/** Picks a person for a request, and writes the request down with them. */
import { dateOfDay, localOf } from "../../compiler/calendar-time.ts";
import type { Library } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import type { Command } from "../machine/protocol.ts";
import { DAY } from "../policy/exact-time.ts";
import { peopleFor } from "../policy/people-for.ts";
import { pickApart } from "../policy/pick-person.ts";
import type { Db } from "../store/open-store.ts";
import { takeTurn, turnsOf } from "../store/rotation.ts";
import type { SubjectRow } from "../store/schema.ts";
import { loadsOf, peopleOf, writeWork } from "../store/work.ts";
import { withoutSilenced } from "./asked-outside.ts";
import type { ActivityContext } from "./context.ts";
import type { Batch } from "./contract.ts";
import type { Effect } from "./effect.ts";

/** The caller has `PEOPLE_LOCK`, so that nobody picks by the same numbers at the same time. */
export async function assignWork(
  tx: Db,
  context: ActivityContext,
  batch: Batch,
  subject: SubjectRow,
  command: Extract<Command, { do: "assign" }>,
): Promise<Effect> {
  const { ref, role, work, entry } = command;
  const filling = peopleFor(context.library.roles, context.people(), subject.fields);
  const people = await withoutSilenced(tx, context, subject, filling, role, batch.now);
  const { works = [], people: answered = [] } = command.beside ?? {};
  const asked = [...answered, ...(await peopleOf(tx, works))];
  const request = {
    route: command.route === null ? null : (context.library.routes[command.route] ?? null),
    role,
    people,
    loads: await loadsOf(tx, work.id),
    lastPicked: await turnsOf(tx, role),
    fields: subject.fields,
    exclude: command.exclude,
    first: command.first,
    localDate: localDateOf(context.library, role, batch.now),
  };
  const found = pickApart(request, asked);
  if (found === null) {
    await writeWork(tx, batch, { ...work, person: null });
    return { result: { ref, person: null, role } };
  }
  await takeTurn(tx, found.role, found.person, batch.now);
  await writeWork(tx, batch, { ...work, role: found.role, person: found.person });
  return {
    result: { ref, person: found.person, role: found.role },
    journal: [{ ...entry, to: found.person, why: entry.why ?? found.why }],
  };
}

/** Today where the role works; in UTC where that is not known. */
function localDateOf(library: Library, role: string, now: Instant): string {
  const calendar = library.calendars[library.roles[role]?.calendar ?? ""];
  return dateOfDay(calendar === undefined ? Math.floor(now / DAY) : localOf(calendar, now).day);
}

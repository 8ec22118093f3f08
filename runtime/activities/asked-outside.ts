/**
 * Whom a letter with a link is for, and whether it may be written (docs/language.md, section 3.7). What is asked of
 * somebody counts under no cap; but whoever has opted out hears from no machine at all (rule 7, P4).
 */
import type { Library, People } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import type { LinkSeat } from "../access/link.ts";
import { neverOf } from "../policy/contact.ts";
import { normalForm } from "../policy/contact-fields.ts";
import { peopleFor } from "../policy/people-for.ts";
import type { Db } from "../store/open-store.ts";
import type { LetterRow, SubjectRow } from "../store/schema.ts";
import { keepContacts } from "../store/subjects.ts";
import { findWork } from "../store/work.ts";
import { partiesOf } from "./contact-parties.ts";
import type { ActivityContext } from "./context.ts";

export interface AskedOutside extends LinkSeat {
  /** The role's, in whose zone they are told the time. */
  readonly role: string;
}

/** `null`: the letter has no link, or what it is about is asked of nobody at its address any more. */
export async function askedOutside(
  tx: Db,
  { library, people }: ActivityContext,
  letter: LetterRow,
  subject: SubjectRow,
): Promise<AskedOutside | null> {
  const work = letter.work === null ? undefined : await findWork(tx, letter.work);
  if (work === undefined || work.state !== "open" || work.person === null) return null;
  const filling = peopleFor(library.roles, people(), subject.fields).people;
  const person = filling.find(({ id }) => id === work.person);
  if (person === undefined || person.email !== letter.address) return null;
  return {
    work: work.id,
    person: person.id,
    address: person.email,
    answers: Object.keys(work.answers),
    role: work.role,
  };
}

/** Why nobody may write to this address, by the words of the policy; `null`: somebody may. */
export async function neverAsked(
  tx: Db,
  library: Library,
  subject: string,
  address: string,
  now: Instant,
): Promise<string | null> {
  const normal = normalForm(address);
  const rows = await keepContacts(tx, { id: subject, address: normal, account: null });
  const carrying = rows.filter((row) => row.address === normal);
  return neverOf(carrying.map(await partiesOf(tx, library, carrying)), now);
}

/** Who may not be written to cannot be asked by a letter: the role is empty, as without an address. */
export async function withoutSilenced(
  tx: Db,
  { library, suppression }: Pick<ActivityContext, "library" | "suppression">,
  subject: SubjectRow,
  people: People,
  role: string,
  now: Instant,
): Promise<People> {
  if (library.roles[role]?.outside === undefined) return people;
  const isSilenced = async (address: string): Promise<boolean> =>
    (await suppression?.holds(tx, address)) === true ||
    (await neverAsked(tx, library, subject.id, address, now)) !== null;
  const reached = await Promise.all(
    people.people.map(async (person) =>
      person.roles.includes(role) && (await isSilenced(person.email)) ? [] : [person],
    ),
  );
  return { ...people, people: reached.flat() };
}

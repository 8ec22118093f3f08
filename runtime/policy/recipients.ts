/** Whom a word to a role or a person reaches: the role's shared address, else everyone who fills it, else its manager. */
import type { Library, People } from "../../compiler/library.ts";
import type { PersonId } from "../machine/protocol.ts";
import { filling } from "./pick-person.ts";

/** `id` is a person's, or the role's where its shared address is used: it sets apart the letters of one notice. */
export interface Recipient {
  readonly id: string;
  readonly address: string;
}

/** Empty when nobody fills the role and nobody above it, or when the person is not in people.yaml. */
export function recipientsOf(
  library: Pick<Library, "roles">,
  people: People,
  to: { readonly role: string } | { readonly person: PersonId },
): readonly Recipient[] {
  if ("person" in to) return people.people.filter(({ id }) => id === to.person).map(toRecipient);
  // The compiler refuses roles that report in a circle.
  for (let role: string | null = to.role; role !== null; role = library.roles[role]?.reportsTo ?? null) {
    const shared = people.addresses[role];
    if (shared !== undefined) return [{ id: role, address: shared }];
    const persons = filling(people, role);
    if (persons.length > 0) return persons.map(toRecipient);
  }
  return [];
}

const toRecipient = ({ id, email }: People["people"][number]): Recipient => ({ id, address: email });

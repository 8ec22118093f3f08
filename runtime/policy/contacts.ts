/** Messages to several of an account (docs/language.md, rule 8). */

/** So many messages of a step are under way at a time; once they are done with, it goes to those who come next. */
export const MOST_CONTACTS = 200;

export interface Contact {
  readonly id: string;
  /** `null`: it is told that it has none. */
  readonly address: string | null;
  /** Where it stands among all of the account, for good: nobody who becomes known later comes before it. */
  readonly place: string;
}

/** Of all who are meant, in their order, those to whom it goes next; `more` is the place behind which the others come. */
export function nextContacts(
  meant: readonly Contact[],
  after: string | undefined,
): { readonly found: readonly string[]; readonly more?: string } {
  const once = eachAddressOnce(meant);
  const begin = after === undefined ? 0 : indexBehind(once, after);
  const batch = once.slice(begin, begin + MOST_CONTACTS);
  const last = batch.at(-1);
  return {
    found: batch.map(({ id }) => id),
    ...(last !== undefined && begin + batch.length < once.length && { more: last.place }),
  };
}

/** Whoever stood there may not be meant any more. */
function indexBehind(contacts: readonly Contact[], after: string): number {
  const index = contacts.findIndex(({ place }) => place > after);
  return index < 0 ? contacts.length : index;
}

/** By an instant or a number, neither below zero, and by what tells those of one apart: in order as text, too. */
export const placeAmong = (at: number, id = ""): string => `${String(at).padStart(16, "0")} ${id}`;

/** Of records that share an address the first; those without one are kept. */
function eachAddressOnce(contacts: readonly Contact[]): readonly Contact[] {
  const seen = new Set<string>();
  return contacts.filter(({ address }) => {
    if (address === null) return true;
    if (seen.has(address)) return false;
    seen.add(address);
    return true;
  });
}

/** Messages to several of an account (docs/language.md, rule 8). */

/** A step writes to so many at most: an account of more is a mailing list, and no account. */
export const MOST_CONTACTS = 200;

/** Of records that share an address the first; those without one are kept, and are told that they have none. */
export function eachAddressOnce<T>(
  records: readonly T[],
  addressOf: (record: T) => string | null,
): readonly T[] {
  const seen = new Set<string>();
  return records.filter((record) => {
    const address = addressOf(record);
    if (address === null) return true;
    if (seen.has(address)) return false;
    seen.add(address);
    return true;
  });
}

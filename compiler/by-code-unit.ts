/** Order of names and keys in what is written down or shown: the locale of the machine must not matter. */
export const byCodeUnit = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

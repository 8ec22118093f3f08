/** Where someone falls in a draw: the same on each visit, in each run and version, as long as the draw keeps its name. */

/** Of ten thousand. */
const BUCKETS = 10_000;

/** Whether someone is among so many percent of a draw. */
export const isAmong = (percent: number, ...draw: readonly string[]): boolean =>
  bucketOf(...draw) < percent * (BUCKETS / 100);

/** A number below 10,000. @param draw whom it is about, and what is drawn */
export const bucketOf = (...draw: readonly string[]): number => hash(draw.join("/")) % BUCKETS;

/** FNV-1a, 32 bits, with a final mix so that similar ids fall into unlike buckets. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}

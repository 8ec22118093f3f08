/** Times as people and exports write them, as instants that an event can bear. */

const DATE_AND_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|[+-]\d{2}:?\d{2})?$/;
const OFFSET = /^(?:Z|[+-]\d{2}:\d{2})$/;

export const isOffset = (text: string): boolean => OFFSET.test(text);

/**
 * ISO 8601 in UTC, or `null` for what is no time. A date alone is its midnight; a time that names no distance from
 * UTC is taken at `offset`, such as `+01:00`.
 */
export function readTime(text: string, offset: string): string | null {
  const match = DATE_AND_TIME.exec(text.trim());
  if (match === null) return null;
  const [, date = "", time = "00:00", stated = offset] = match;
  const at = new Date(`${date}T${time}${stated.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2")}`);
  // `new Date` takes 30 February for 2 March.
  const exists = !Number.isNaN(at.getTime()) && new Date(`${date}T00:00Z`).toISOString().startsWith(date);
  return exists ? at.toISOString() : null;
}

/** What stands between two tokens of one line, and where a line that is too long may go on in the next. */

const NOTHING_BEFORE: ReadonlySet<string> = new Set([",", ".", ":", "?", ")"]);
const NOTHING_BEHIND: ReadonlySet<string> = new Set(["(", "."]);
/** Words that begin a new thought, and signs between two values. */
const BREAK_BEFORE: ReadonlySet<string> = new Set([
  "and",
  "or",
  "where",
  "because",
  "else",
  "+",
  "-",
  "*",
  "/",
]);

export function gapBetween(before: string | undefined, token: string): 0 | 1 {
  if (before === undefined || NOTHING_BEHIND.has(before) || NOTHING_BEFORE.has(token)) return 0;
  return 1;
}

export function mayBreakBetween(before: string, token: string): boolean {
  return before === "," || (BREAK_BEFORE.has(token) && gapBetween(before, token) === 1);
}

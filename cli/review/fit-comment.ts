/**
 * A comment of parts that unfold, no longer than code hosts take. Where it would be, the longest parts are cut, line by
 * line from their ends, and say how much of them is missing.
 */

export interface Part {
  /** What stands on the fold, as HTML. */
  readonly summary: string;
  readonly lines: readonly PartLine[];
  /** What one of its items is called, such as `change`. */
  readonly item: string;
  /** The command that shows all of them. */
  readonly all: string;
}

export interface PartLine {
  /** May be of several lines, which are cut together. */
  readonly text: string;
  /** Whether it counts as one of the part's items; what does not is a heading, the head of a table, an empty line. */
  readonly isItem: boolean;
}

export const item = (text: string): PartLine => ({ text, isItem: true });
export const frame = (text: string): PartLine => ({ text, isItem: false });

/** UTF-16 units; GitHub takes 65,536 characters, GitLab more. */
export const LONGEST_COMMENT = 65_000;

/** @param opening and @param closing stand whole. */
export function fitComment(
  opening: string,
  parts: readonly Part[],
  closing: string,
  longest = LONGEST_COMMENT,
): string {
  const frames = [opening, closing].reduce((sum, text) => sum + text.length + GAP, 0);
  const spaces = shareOut(
    parts.map((part) => render(part, part.lines).length + GAP),
    longest - frames,
  );
  const fitted = parts.map((part, index) => cut(part, (spaces[index] ?? 0) - GAP));
  return [opening, ...fitted, closing].filter((text) => text !== "").join("\n\n");
}
/** The empty line between two parts. */
const GAP = 2;

/** Short parts get what they need; what is left is shared by the long ones. */
function shareOut(sizes: readonly number[], space: number): readonly number[] {
  const given = new Map<number, number>();
  let left = space;
  const order = sizes.map((size, index) => ({ size, index })).sort((a, b) => a.size - b.size);
  for (const [done, { size, index }] of order.entries()) {
    const share = Math.min(size, Math.floor(left / (order.length - done)));
    given.set(index, share);
    left -= share;
  }
  return sizes.map((_, index) => given.get(index) ?? 0);
}

function cut(part: Part, space: number): string {
  const whole = render(part, part.lines);
  if (whole.length <= space) return whole;
  const kept: PartLine[] = [];
  const frameSize = render(part, [missing(part, part.lines.length)]).length;
  let size = frameSize;
  for (const line of part.lines) {
    size += line.text.length + 1;
    if (size > space) break;
    kept.push(line);
  }
  // No heading of nothing.
  while (kept.at(-1)?.isItem === false) kept.pop();
  const left = part.lines.filter(({ isItem }) => isItem).length - kept.filter(({ isItem }) => isItem).length;
  return render(part, [...kept, missing(part, left)]);
}

const missing = ({ item: name, all }: Part, count: number): PartLine =>
  frame(
    `\n**${count} more ${count === 1 ? name : `${name}s`} left out**, since a comment may be no longer. \`${all}\` shows all.`,
  );

const render = ({ summary }: Part, lines: readonly PartLine[]): string =>
  `<details>\n<summary>${summary}</summary>\n\n${lines.map(({ text }) => text).join("\n")}\n\n</details>`;

/** Lines and indentation. They mean nothing in the language; recovery takes them as a hint of what was meant. */

const LINE_END = "\n".charCodeAt(0);

/** Whether there is a line end between two offsets. */
export function lineEndsBetween(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === LINE_END) return true;
  return false;
}

/** How many blanks the line of `offset` begins with. */
export function indentationAt(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return countBlanks(text, start);
}

/**
 * Whether what stands at `offset` is indented no deeper than the line that opened the list around it, though the
 * list itself is: then the list was meant to end before.
 */
export function isOutdented(text: string, opened: number, offset: number): boolean {
  const outside = indentationAt(text, opened);
  const firstLine = /\n[ \t]*(?=[^\s])/g;
  firstLine.lastIndex = opened;
  const match = firstLine.exec(text);
  const inside = match === null ? 0 : match[0].length - 1;
  return inside > outside && indentationAt(text, offset) <= outside;
}

function countBlanks(text: string, start: number): number {
  let end = start;
  while (text.charAt(end) === " " || text.charAt(end) === "\t") end += 1;
  return end - start;
}

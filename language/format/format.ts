/**
 * The one layout of a journey file (docs/language.md, 1.8): a change of white space and of nothing else. The
 * tokens and comments stay as they are and in their order, so that the tree stays too.
 */

import type { Diagnostic, Edit } from "../diagnostics/diagnostic.ts";
import { type Lexed, lex } from "../lexer.ts";
import { parse } from "../parse.ts";
import { buildDocument } from "./build-document.ts";
import { printDocument } from "./print-document.ts";

export interface Formatted {
  /** The text that was given, byte for byte, where it has errors. */
  readonly text: string;
  /** Why nothing was formatted; else empty. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Lays a file out. Keeps a byte order mark, and the kind of its line ends (that of the first, for all); ends with one
 * line end. `path` is repeated in the diagnostics.
 */
export function format(text: string, path = ""): Formatted {
  const layout = layOut(text, path);
  if ("diagnostics" in layout) return { text, diagnostics: layout.diagnostics };
  return { text: applyGaps(layout.gaps), diagnostics: [] };
}

/** Offsets are UTF-16 and half-open. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The changes that lay out the lines of a range, or of the whole file: white space that is replaced by other white
 * space, so that a cursor in a word stays in it. None where the file has errors.
 */
export function formatRange(
  text: string,
  range: TextRange = { start: 0, end: text.length },
  path = "",
): readonly Edit[] {
  const layout = layOut(text, path);
  if ("diagnostics" in layout) return [];
  const { start, end } = wholeLines(text, range);
  return layout.gaps.flatMap((gap) => {
    const inside = gap.end >= start && gap.start <= end;
    if (gap.before === gap.after || !inside) return [];
    return [{ span: { file: path, start: gap.start, end: gap.end }, text: gap.after }];
  });
}

function wholeLines(text: string, { start, end }: TextRange): TextRange {
  const lineEnd = text.indexOf("\n", end);
  return { start: text.lastIndexOf("\n", start - 1) + 1, end: lineEnd < 0 ? text.length : lineEnd };
}

function layOut(text: string, path: string) {
  const { outline, diagnostics } = parse(path, text);
  if (diagnostics.length > 0) return { diagnostics };
  const lexed = lex(text);
  const lines = printDocument(buildDocument(text, lexed, outline));
  return { gaps: gapsOf(text, lexed, printed(text, lines)) };
}

function printed(text: string, lines: readonly string[]): string {
  const lineEnd = /\r\n|\r|\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  return mark + lines.map((line) => line + lineEnd).join("");
}

// ── Gaps ──────────────────────────────────────────────────────────────────────────────────────────────────

/** White space between two words or comments (or an end of the file), as it was and as it is laid out. */
interface Gap {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  /** What follows it, untouched. */
  readonly follows: string;
}

/** Walks through both texts at once; that they differ in white space alone is made sure of here. */
function gapsOf(text: string, { tokens, comments }: Lexed, output: string): readonly Gap[] {
  const gaps: Gap[] = [];
  let from = 0;
  let at = 0;
  const add = (start: number, follows: string): void => {
    const next = output.slice(at).search(/\S/);
    const end = next < 0 ? output.length : at + next;
    const same = follows === "" ? next < 0 : output.startsWith(follows, end);
    if (!same) throw new Error(`Invariant broken: the formatter changed what stands at ${start}`);
    gaps.push({
      start: from,
      end: start,
      before: text.slice(from, start),
      after: output.slice(at, end),
      follows,
    });
    from = start + follows.length;
    at = end + follows.length;
  };
  const placed = [...tokens, ...comments].sort((a, b) => a.startOffset - b.startOffset);
  for (const { startOffset, image } of placed) add(startOffset, image.trimEnd());
  add(text.length, "");
  return gaps;
}

const applyGaps = (gaps: readonly Gap[]): string =>
  gaps.map(({ after, follows }) => after + follows).join("");

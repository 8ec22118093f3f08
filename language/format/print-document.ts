/**
 * A document as lines. What stands on one line is decided before the columns, from words alone and from the lists that
 * were written open, so that what was printed is printed again.
 */

import { alignItems, type Padding, UNPADDED } from "./columns.ts";
import type { Braces, Document, Item, Note, Part } from "./document.ts";
import { mayBreakBetween } from "./spacing.ts";

/** Longer lines are opened at their braces, or go on in the next. */
const LIMIT = 120;
const STEP = 2;
/** How much deeper a line goes on. */
const CONTINUED = 4;

/** The lines, without their ends. */
export function printDocument({ items, below }: Document): readonly string[] {
  const lines = [...printItems(items, 0), ...printNotes(below, 0, items.length > 0)];
  return alignComments(lines);
}

interface Line {
  readonly text: string;
  readonly comment?: string;
}

const EMPTY: Line = { text: "" };

/** One by one: as arguments of one call, the lines of a long file would not fit on the stack. */
function addAll<T>(to: T[], more: readonly T[]): void {
  for (const one of more) to.push(one);
}

// ── Items ─────────────────────────────────────────────────────────────────────────────────────────────────

function printItems(written: readonly Item[], indent: number): readonly Line[] {
  const items = joinItems(written, indent);
  const { opened, paddings } = settle(items, indent);
  const lines: Line[] = [];
  for (const [index, item] of items.entries()) {
    const [first, ...parts] = item.parts;
    if (first === undefined) continue;
    const depth = depthOf(item, indent);
    const before = items[index - 1];
    if (before !== undefined && wantsBlankBetween(before, item, opened)) lines.push(EMPTY);
    addAll(lines, printNotes(first.above, depth, false));
    if (item.blankBefore && first.above.length > 0) lines.push(EMPTY);
    const writer = new Writer(depth, paddings.get(item) ?? UNPADDED);
    writer.writeItem([{ ...first, above: [] }, ...parts], opened.has(item));
    addAll(lines, writer.lines);
  }
  return lines;
}

const depthOf = ({ deeper }: Item, indent: number): number => indent + (deeper ? STEP : 0);

/** Blank lines of the text stay; a section has one on both sides, above the comments that belong to it. */
function wantsBlankBetween(before: Item, item: Item, opened: ReadonlySet<Item>): boolean {
  const above = item.parts[0]?.above ?? [];
  if (above.length === 0 && item.blankBefore) return true;
  if (above[0]?.blankBefore === true) return true;
  const written = item.blankBefore || above.some(({ blankBefore }) => blankBefore);
  return !written && (isSection(before, opened) || isSection(item, opened));
}

function isSection(item: Item, opened: ReadonlySet<Item>): boolean {
  return item.section === "always" || (item.section === "opened" && opened.has(item));
}

/** `in { … }  out { … }`. */
function joinItems(items: readonly Item[], indent: number): readonly Item[] {
  const joined: Item[] = [];
  for (const item of items) {
    const before = joined.at(-1);
    const pair = before && item.joins ? join(before, item, indent) : undefined;
    if (pair) joined.splice(-1, 1, pair);
    else joined.push(item);
  }
  return joined;
}

function join(before: Item, item: Item, indent: number): Item | undefined {
  const [first, ...rest] = item.parts;
  const apart = item.blankBefore || first?.above.length !== 0 || before.parts.at(-1)?.behind !== undefined;
  if (apart || first === undefined || before.flat === undefined || item.flat === undefined) return undefined;
  const flat = `${before.flat}  ${item.flat}`;
  if (indent + flat.length > LIMIT) return undefined;
  return { ...before, parts: [...before.parts, { ...first, gap: 2 }, ...rest], flat };
}

// ── What is opened, and where columns stand ───────────────────────────────────────────────────────────────

/** Opening a row makes columns narrower and never wider, so this ends, and ends the same for what it has printed. */
function settle(items: readonly Item[], indent: number) {
  const opened = new Set(items.filter((item) => isTooLong(item, depthOf(item, indent))));
  for (;;) {
    const paddings = alignItems(items, (item) => opened.has(item));
    const tooLong = items.filter(
      (item) => !opened.has(item) && isTooLong(item, depthOf(item, indent), paddings.get(item)),
    );
    if (tooLong.length === 0) return { opened, paddings };
    for (const item of tooLong) opened.add(item);
  }
}

function isTooLong({ flat, parts }: Item, indent: number, padding: Padding = UNPADDED): boolean {
  if (flat === undefined) return true;
  let width = indent + flat.length;
  for (const [part, spaces] of padding) width += spaces - (parts[part]?.gap ?? 0);
  return width > LIMIT && parts.some(mayOpen);
}

const mayOpen = (part: Part): boolean =>
  part.kind === "Braces" && part.items.length > 0 && !part.layout.unbroken;

// ── Parts ─────────────────────────────────────────────────────────────────────────────────────────────────

class Writer {
  readonly lines: Line[] = [];
  private readonly indent: number;
  private readonly padding: Padding;
  private text = "";

  constructor(indent: number, padding: Padding) {
    this.indent = indent;
    this.padding = padding;
    this.text = " ".repeat(indent);
  }

  writeItem(parts: readonly Part[], opened: boolean): void {
    for (const [index, part] of parts.entries()) {
      this.writeNotes(part.above);
      const gap = this.padding.get(index) ?? part.gap;
      if (part.kind === "Braces") this.writeBraces(part, gap, opened);
      else if (this.mustGoOn(parts, index, gap)) this.goOn(part.text);
      else this.write(part.text, gap);
      const last = index === parts.length - 1;
      if (part.behind !== undefined || last) this.endLine(part.behind);
    }
  }

  private write(text: string, gap: number): void {
    this.text += this.isFresh() ? text : " ".repeat(gap) + text;
  }

  private isFresh(): boolean {
    return this.text.trim() === "";
  }

  private endLine(comment?: string): void {
    this.lines.push({ text: this.text, ...(comment !== undefined && { comment }) });
    this.text = " ".repeat(this.indent + CONTINUED);
  }

  private goOn(text: string): void {
    this.endLine();
    this.text += text;
  }

  private writeNotes(notes: readonly Note[]): void {
    if (notes.length === 0) return;
    if (!this.isFresh()) this.endLine();
    for (const { text } of notes) this.lines.push({ text: " ".repeat(this.indent + CONTINUED) + text });
  }

  /** Whether the words up to the next place to break at have no room on this line. */
  private mustGoOn(parts: readonly Part[], index: number, gap: number): boolean {
    if (this.isFresh() || !mayBreakAt(parts, index)) return false;
    let width = this.text.length + gap;
    for (let at = index; at < parts.length && (at === index || !mayBreakAt(parts, at)); at += 1) {
      const part = parts[at];
      if (part === undefined || part.kind === "Braces") break;
      width += part.text.length + (at > index ? (this.padding.get(at) ?? part.gap) : 0);
    }
    return width > LIMIT;
  }

  private writeBraces(braces: Braces, gap: number, opened: boolean): void {
    if (braces.flat !== undefined && !(opened && mayOpen(braces))) {
      this.write(braces.flat, gap);
      return;
    }
    this.write("{", gap);
    this.endLine(braces.behindOpening);
    const { items, below } = braces;
    addAll(this.lines, printItems(items, this.indent + STEP));
    addAll(this.lines, printNotes(below, this.indent + STEP, items.length > 0));
    this.text = `${" ".repeat(this.indent)}}`;
  }
}

function mayBreakAt(parts: readonly Part[], index: number): boolean {
  const [before, part] = [parts[index - 1], parts[index]];
  return before?.kind === "Word" && part?.kind === "Word" && mayBreakBetween(before.text, part.text);
}

// ── Comments ──────────────────────────────────────────────────────────────────────────────────────────────

function printNotes(notes: readonly Note[], indent: number, blankFirst: boolean): readonly Line[] {
  return notes.flatMap(({ text, blankBefore }, index) => {
    const line = { text: " ".repeat(indent) + text };
    return blankBefore && (index > 0 || blankFirst) ? [EMPTY, line] : [line];
  });
}

/** Comments behind lines that follow each other at one depth stand below each other, two spaces behind the longest. */
function alignComments(lines: readonly Line[]): readonly string[] {
  const texts: string[] = [];
  for (let start = 0; start < lines.length; ) {
    const run = runOfComments(lines, start);
    const widest = run.reduce((most, { text }) => Math.max(most, text.length), 0);
    for (const { text, comment } of run) {
      texts.push(comment === undefined ? text : `${text.padEnd(widest)}  ${comment}`);
    }
    start += run.length;
  }
  return texts;
}

function runOfComments(lines: readonly Line[], start: number): readonly Line[] {
  const [first] = lines.slice(start, start + 1);
  let end = start + 1;
  const goesOn = (line: Line | undefined) =>
    line?.comment !== undefined && first !== undefined && depthOfLine(line) === depthOfLine(first);
  while (first?.comment !== undefined && goesOn(lines[end])) end += 1;
  return lines.slice(start, end);
}

const depthOfLine = ({ text }: Line): number => text.search(/\S/);

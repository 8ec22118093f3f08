/** A page as Markdown, and as lines for a terminal. */
import type { Entry, List, Page, Section } from "./page.ts";

// ── Markdown ──────────────────────────────────────────────────────────────────────────────────────────────

/** Ends with a line end. */
export function renderMarkdown({ title, sections }: Page): string {
  return `${[`# ${title}`, ...sections.flatMap(sectionBlocks)].map(escapeMarkdown).join("\n\n")}\n`;
}

function sectionBlocks({ title, paragraphs, lists }: Section): readonly string[] {
  return [`## ${title}`, ...paragraphs.filter((text) => text !== ""), ...lists.flatMap(listBlocks)];
}

function listBlocks({ lead, inOrder, entries }: List): readonly string[] {
  const lines = entries.flatMap((entry, index) => entryLines(entry, inOrder ? `${index + 1}. ` : "- ", ""));
  return [...(lead === undefined ? [] : [lead]), lines.join("\n")];
}

function entryLines({ text, below }: Entry, marker: string, indent: string): readonly string[] {
  const deeper = indent + " ".repeat(marker.length);
  return [`${indent}${marker}${text}`, ...below.flatMap((entry) => entryLines(entry, "- ", deeper))];
}

/** Names hold no Markdown; titles and texts of people might. */
const escapeMarkdown = (text: string): string => text.replace(/[*_`<]/g, (sign) => `\\${sign}`);

// ── Terminal ──────────────────────────────────────────────────────────────────────────────────────────────

export interface PageInk {
  readonly title: (text: string) => string;
  readonly lead: (text: string) => string;
}

/** Lines of at most `width` columns, save words that are longer; `plain` makes texts of people safe to show. */
export function renderLines(
  { title, sections }: Page,
  ink: PageInk,
  plain: (text: string) => string,
  width: number,
): readonly string[] {
  const wrap = (text: string, first = "", rest = ""): readonly string[] =>
    wrapWords(plain(text), first, rest, width);
  return [
    ink.title(plain(title)),
    ...sections.flatMap((section) => [
      "",
      ink.title(plain(section.title)),
      ...sectionLines(section, ink, wrap),
    ]),
  ];
}

type Wrap = (text: string, first?: string, rest?: string) => readonly string[];

function sectionLines({ paragraphs, lists }: Section, ink: PageInk, wrap: Wrap): readonly string[] {
  return [
    ...paragraphs.filter((text) => text !== "").flatMap((text) => wrap(text)),
    ...lists.flatMap(({ lead, inOrder, entries }) => [
      ...(lead === undefined ? [] : wrap(lead).map(ink.lead)),
      ...entries.flatMap((entry, index) => wrapEntry(entry, inOrder ? `${index + 1}. ` : "- ", "  ", wrap)),
    ]),
  ];
}

function wrapEntry({ text, below }: Entry, marker: string, indent: string, wrap: Wrap): readonly string[] {
  const deeper = indent + " ".repeat(marker.length);
  return [
    ...wrap(text, indent + marker, deeper),
    ...below.flatMap((entry) => wrapEntry(entry, "- ", deeper, wrap)),
  ];
}

function wrapWords(text: string, first: string, rest: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

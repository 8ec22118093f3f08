/**
 * The Markdown that letters are written in, as HTML and as plain text: paragraphs, headings, lists, tables, emphasis,
 * links and line breaks. HTML is shown as it is written and never as markup; a value is data in both (`markValue`).
 */
import { escapeHtml } from "../policy/escape-html.ts";

/** Around a value, so that no sign in it is read as markup. No letter holds it otherwise. */
const MARK = "\u0000";

/** A filled-in value as it stands in the text until it is read by `readMarkup`. */
export const markValue = (value: string): string =>
  `${MARK}${Buffer.from(value, "utf8").toString("hex")}${MARK}`;

const VALUE = new RegExp(`${MARK}([0-9a-f]*)${MARK}`, "g");
const decodeValue = (hex: string): string => Buffer.from(hex, "hex").toString("utf8");
/** Text in which values may stand, with them in their places. */
const filled = (text: string): string => text.replace(VALUE, (_, hex: string) => decodeValue(hex));

// ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────

type Inline =
  | { readonly kind: "Words"; readonly text: string }
  | { readonly kind: "Break" }
  | { readonly kind: "Strong"; readonly parts: readonly Inline[] }
  | { readonly kind: "Emphasis"; readonly parts: readonly Inline[] }
  | { readonly kind: "Link"; readonly to: string; readonly parts: readonly Inline[] };

type Block =
  | { readonly kind: "Paragraph"; readonly parts: readonly Inline[] }
  | { readonly kind: "Heading"; readonly level: 1 | 2 | 3; readonly parts: readonly Inline[] }
  | {
      readonly kind: "Table";
      readonly head: Row;
      readonly rows: readonly Row[];
      readonly align: readonly Align[];
    }
  | { readonly kind: "List"; readonly numbered: boolean; readonly items: readonly (readonly Inline[])[] };

type Row = readonly (readonly Inline[])[];
type Align = "left" | "right" | "center";

export type Markup = readonly Block[];

export function readMarkup(text: string): Markup {
  return text
    .replaceAll("\r\n", "\n")
    .split(/\n[^\S\n]*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "")
    .flatMap(readBlocks);
}

const BULLET = /^[-*] +/;
const NUMBER = /^\d{1,9}\. +/;

const HEADING = /^(#{1,3}) +(.*?)(?: +#+)?$/;
const TABLE_ROW = /^\|.*\|$/;
const TABLE_RULE = /^\|(?: *:?-+:? *\|)+$/;

/** A line that begins with `#` is a heading, lines in `|` below a row of dashes are a table; what is between, the rest. */
function readBlocks(paragraph: string): readonly Block[] {
  const lines = paragraph.split("\n").map((line) => line.trim());
  const at = lines.findIndex((line, index) => HEADING.test(line) || isTableAt(lines, index));
  if (at < 0) return readPlain(lines);
  const before = at === 0 ? [] : readPlain(lines.slice(0, at));
  const end = isTableAt(lines, at) ? endOfTable(lines, at) : at + 1;
  const found = isTableAt(lines, at) ? readTable(lines.slice(at, end)) : readHeading(lines[at] ?? "");
  const after = end < lines.length ? readBlocks(lines.slice(end).join("\n")) : [];
  return [...before, found, ...after];
}

function readHeading(line: string): Block {
  const [, signs = "#", words = ""] = HEADING.exec(line) ?? [];
  return {
    kind: "Heading",
    level: signs.length === 1 ? 1 : signs.length === 2 ? 2 : 3,
    parts: readInline(words),
  };
}

const isTableAt = (lines: readonly string[], index: number): boolean =>
  TABLE_ROW.test(lines[index] ?? "") && TABLE_RULE.test(lines[index + 1] ?? "");

function endOfTable(lines: readonly string[], from: number): number {
  const end = lines.findIndex((line, index) => index > from + 1 && !TABLE_ROW.test(line));
  return end < 0 ? lines.length : end;
}

/** A row with fewer cells than the head has blanks at its end; what it has beyond is left out. */
function readTable([head = "", rule = "", ...rows]: readonly string[]): Block {
  const heads = cellsOf(head);
  const align = cellsOf(rule).map(
    (dashes): Align => (!dashes.endsWith(":") ? "left" : dashes.startsWith(":") ? "center" : "right"),
  );
  return {
    kind: "Table",
    head: heads.map(readInline),
    rows: rows.map((row) => {
      const cells = cellsOf(row);
      return heads.map((_, column) => readInline(cells[column] ?? ""));
    }),
    align,
  };
}

const cellsOf = (row: string): readonly string[] =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

/** Lines that begin with `- ` or `1. ` are a list; lines before them are a paragraph of their own. */
function readPlain(lines: readonly string[]): readonly Block[] {
  const first = lines.findIndex((line) => BULLET.test(line) || NUMBER.test(line));
  if (first < 0) return [{ kind: "Paragraph", parts: readLines(lines) }];
  const list = readList(lines.slice(first));
  return first === 0 ? [list] : [{ kind: "Paragraph", parts: readLines(lines.slice(0, first)) }, list];
}

/** A line that begins no item goes on with the one before. */
function readList(lines: readonly string[]): Block {
  const marker = NUMBER.test(lines[0] ?? "") ? NUMBER : BULLET;
  const items: string[][] = [];
  for (const line of lines) {
    if (marker.test(line)) items.push([line.replace(marker, "")]);
    else items.at(-1)?.push(line);
  }
  return { kind: "List", numbered: marker === NUMBER, items: items.map(readLines) };
}

/** A line end is one: a signature has its lines. */
function readLines(lines: readonly string[]): readonly Inline[] {
  return lines.flatMap((line, index): readonly Inline[] =>
    index === 0 ? readInline(line) : [{ kind: "Break" }, ...readInline(line)],
  );
}

/** In this order: an escaped sign, a link, strong, emphasis in either sign, a bare address. */
const INLINE =
  /\\(?<escaped>[\\*_[\]()#.|-])|\[(?<label>[^\]\n]+)\]\((?<to>[^()\s]+)\)|\*\*(?<strong>\S(?:[^*]*\S)?)\*\*|\*(?<star>[^\s*](?:[^*]*[^\s*])?)\*|(?<![\w])_(?<low>[^\s_](?:[^_]*[^\s_])?)_(?![\w])|(?<bare>https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/g;

function readInline(text: string): readonly Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) parts.push({ kind: "Words", text: text.slice(end, match.index) });
    parts.push(readMarked(match.groups ?? {}));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: "Words", text: text.slice(end) });
  return parts;
}

function readMarked(found: Readonly<Record<string, string | undefined>>): Inline {
  const { escaped, label, to, strong, star, low, bare } = found;
  if (escaped !== undefined) return { kind: "Words", text: escaped };
  if (label !== undefined) return { kind: "Link", to: to ?? "", parts: [{ kind: "Words", text: label }] };
  if (strong !== undefined) return { kind: "Strong", parts: readInline(strong) };
  if (bare !== undefined) return { kind: "Link", to: bare, parts: [{ kind: "Words", text: bare }] };
  return { kind: "Emphasis", parts: readInline(star ?? low ?? "") };
}

// ── As HTML ───────────────────────────────────────────────────────────────────────────────────────────────

export const markupToHtml = (markup: Markup): string => markup.map(blockToHtml).join("\n");

function blockToHtml(block: Block): string {
  switch (block.kind) {
    case "Paragraph":
      return `<p>${partsToHtml(block.parts)}</p>`;
    case "Heading":
      return `<h${block.level}>${partsToHtml(block.parts)}</h${block.level}>`;
    case "Table":
      return tableToHtml(block);
    case "List": {
      const items = block.items.map((parts) => `<li>${partsToHtml(parts)}</li>`);
      const tag = block.numbered ? "ol" : "ul";
      return `<${tag}>\n${items.join("\n")}\n</${tag}>`;
    }
  }
}

type Table = Extract<Block, { kind: "Table" }>;

/** Mail programs read no style sheet: what a table needs to be read as one stands at its cells. */
function tableToHtml({ head, rows, align }: Table): string {
  const cell = (tag: "th" | "td") => (parts: readonly Inline[], column: number) =>
    `<${tag} style="padding:4px 12px 4px 0;text-align:${align[column] ?? "left"}">${partsToHtml(parts)}</${tag}>`;
  const row = (cells: Row, tag: "th" | "td") => `<tr>${cells.map(cell(tag)).join("")}</tr>`;
  const body = rows.map((cells) => row(cells, "td")).join("\n");
  return `<table style="border-collapse:collapse">\n${[row(head, "th"), body].filter((part) => part !== "").join("\n")}\n</table>`;
}

const partsToHtml = (parts: readonly Inline[]): string => parts.map(partToHtml).join("");

function partToHtml(part: Inline): string {
  switch (part.kind) {
    case "Words":
      return escapeHtml(filled(part.text));
    case "Break":
      return "<br>\n";
    case "Strong":
      return `<strong>${partsToHtml(part.parts)}</strong>`;
    case "Emphasis":
      return `<em>${partsToHtml(part.parts)}</em>`;
    case "Link": {
      const to = filled(part.to);
      const words = partsToHtml(part.parts);
      return isSafeAddress(to) ? `<a href="${escapeHtml(to)}">${words}</a>` : words;
    }
  }
}

/** What a value makes of an address must not run in the reader's browser. */
const isSafeAddress = (to: string): boolean => /^(?:https?:\/\/|mailto:)[^\s]+$/i.test(to);

// ── As plain text ─────────────────────────────────────────────────────────────────────────────────────────

export const markupToText = (markup: Markup): string => markup.map(blockToText).join("\n\n");

function blockToText(block: Block): string {
  switch (block.kind) {
    case "Paragraph":
    case "Heading":
      return partsToText(block.parts);
    case "Table":
      return tableToText(block);
    case "List":
      return block.items
        .map((parts, index) => `${block.numbered ? `${index + 1}.` : "-"} ${partsToText(parts)}`)
        .join("\n");
  }
}

/** In columns, as wide as what stands in them. */
function tableToText({ head, rows, align }: Table): string {
  const lines = [head, ...rows].map((row) => row.map((parts) => partsToText(parts).replaceAll("\n", " ")));
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? "").length)));
  const padded = (cell: string, column: number): string =>
    align[column] === "right" ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  const [first = "", ...others] = lines.map((cells) => cells.map(padded).join("  ").trimEnd());
  return [first, widths.map((width) => "-".repeat(width)).join("  "), ...others].join("\n");
}

const partsToText = (parts: readonly Inline[]): string => parts.map(partToText).join("");

function partToText(part: Inline): string {
  switch (part.kind) {
    case "Words":
      return filled(part.text);
    case "Break":
      return "\n";
    case "Strong":
    case "Emphasis":
      return partsToText(part.parts);
    case "Link": {
      const [to, words] = [filled(part.to), partsToText(part.parts)];
      return to === words ? to : `${words} (${to})`;
    }
  }
}

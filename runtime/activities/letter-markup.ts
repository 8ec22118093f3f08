/**
 * The Markdown that letters are written in, as HTML and as plain text: paragraphs, lists, emphasis, links and line
 * breaks. HTML is shown as it is written and never as markup; a value is data in both (`markValue`).
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
  | { readonly kind: "List"; readonly numbered: boolean; readonly items: readonly (readonly Inline[])[] };

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

/** Lines that begin with `- ` or `1. ` are a list; lines before them are a paragraph of their own. */
function readBlocks(paragraph: string): readonly Block[] {
  const lines = paragraph.split("\n").map((line) => line.trim());
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
  /\\(?<escaped>[\\*_[\]()#.-])|\[(?<label>[^\]\n]+)\]\((?<to>[^()\s]+)\)|\*\*(?<strong>\S(?:[^*]*\S)?)\*\*|\*(?<star>[^\s*](?:[^*]*[^\s*])?)\*|(?<![\w])_(?<low>[^\s_](?:[^_]*[^\s_])?)_(?![\w])|(?<bare>https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/g;

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
  if (block.kind === "Paragraph") return `<p>${partsToHtml(block.parts)}</p>`;
  const items = block.items.map((parts) => `<li>${partsToHtml(parts)}</li>`);
  const tag = block.numbered ? "ol" : "ul";
  return `<${tag}>\n${items.join("\n")}\n</${tag}>`;
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
  if (block.kind === "Paragraph") return partsToText(block.parts);
  return block.items
    .map((parts, index) => `${block.numbered ? `${index + 1}.` : "-"} ${partsToText(parts)}`)
    .join("\n");
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

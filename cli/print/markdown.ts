/** Words that people wrote, in Markdown: they stay words. */
import { plain } from "./plain.ts";
import type { Column } from "./table.ts";

/** Without width: it ends what a code host would otherwise make a link or a mention of, wherever it stands. */
const GAP = "\u200b";

/**
 * Nothing becomes a link, a picture, a heading, a formula, HTML, a mention of somebody or a reference to an issue, on
 * GitHub and GitLab. Code hosts look for mentions and references in the words that Markdown has made, so that a
 * backslash does not keep them away. It stands behind something on its line: a line that it began could be a list, or
 * one of GitLab's commands.
 */
export const escapeMarkdown = (text: string): string =>
  plain(text.replaceAll(/\s+/gu, " "))
    .replaceAll("&", "&amp;")
    .replaceAll(/[\\`*_{}[\]<>#|!~^]/g, (sign) => `\\${sign}`)
    .replaceAll("$", "&#36;")
    .replaceAll("%", "&#37;")
    .replaceAll("@", `@${GAP}`)
    .replaceAll(/(\\[#!~^]|&amp;|&#36;|&#37;)(?=[\w"])/g, `$1${GAP}`)
    .replaceAll(/\b(GH-)(?=\d)/gi, `$1${GAP}`)
    .replaceAll(/:(?=\/\/)/g, `:${GAP}`)
    .replaceAll(/\b(www)\./gi, `$1${GAP}.`)
    .replaceAll(/:(?=[a-z_+-][\w+-]*:)/gi, `:${GAP}`);

/** The same where nothing but HTML is read, as in the summary of a fold. */
export const escapeHtml = (text: string): string =>
  plain(text.replaceAll(/\s+/gu, " "))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[@#!~$%:]/g, (sign) => `${sign}${GAP}`);

/** Not longer than so many characters: who needs more of it finds it in the text. */
export const clip = (text: string, longest: number): string => {
  const letters = [...text.slice(0, 2 * longest)];
  return letters.length <= longest && text.length <= 2 * longest
    ? text
    : `${letters.slice(0, longest - 1).join("")}…`;
};

export const markdownRow = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The lines of a table, its two head lines first. */
export function markdownTableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): readonly string[] {
  return [
    markdownRow(columns.map(({ title }) => title)),
    markdownRow(columns.map(() => "---")),
    ...rows.map((row) => markdownRow(columns.map(({ of }) => escapeMarkdown(String(of(row)))))),
  ];
}

export const markdownTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  markdownTableLines(columns, rows).join("\n");

/** Words that people wrote, in Markdown: they stay words. */
import type { Column } from "./table.ts";

/** Nothing becomes a link, a picture, a heading or a mention of somebody. */
export const escapeMarkdown = (text: string): string =>
  text
    .replaceAll(/[\\`*_{}[\]<>#|!~]/g, (sign) => `\\${sign}`)
    .replaceAll("@", "@\u200b")
    .replaceAll(/\s+/g, " ");

export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(columns.map(({ of }) => escapeMarkdown(String(of(row)))))),
  ].join("\n");
}

/** Rows as aligned columns, two spaces apart; columns of numbers stand on the right. */
import { stripVTControlCharacters } from "node:util";

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string | number;
  readonly paint?: (text: string, row: Row) => string;
}

/** One line for the titles and one for each row. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paintTitle: (text: string) => string,
): readonly string[] {
  const cells = columns.map((column) => rows.map((row) => String(column.of(row))));
  const widths = columns.map(({ title }, at) => Math.max(...[title, ...(cells[at] ?? [])].map(widthOf)));
  const line = (texts: readonly string[], paint: (text: string, at: number) => string): string =>
    texts
      .map((text, at) => {
        const space = " ".repeat((widths[at] ?? 0) - widthOf(text));
        return onTheRight(columns, rows, at) ? space + paint(text, at) : paint(text, at) + space;
      })
      .join("  ")
      .trimEnd();
  return [
    line(
      columns.map(({ title }) => title),
      paintTitle,
    ),
    ...rows.map((row, index) =>
      line(
        cells.map((column) => column[index] ?? ""),
        (text, at) => columns[at]?.paint?.(text, row) ?? text,
      ),
    ),
  ];
}

/** Letters as a terminal counts them, near enough for names of people and companies. */
const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length;

function onTheRight<Row>(columns: readonly Column<Row>[], rows: readonly Row[], at: number): boolean {
  const [first] = rows;
  return first !== undefined && typeof columns[at]?.of(first) === "number";
}

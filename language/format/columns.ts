/** Where the columns of a table stand. */

import type { Item, Part } from "./document.ts";
import { type Row, type Table, tableOf } from "./layouts.ts";

/** Spaces before parts, by the index of the part; all others keep their gap. */
export type Padding = ReadonlyMap<number, number>;

export const UNPADDED: Padding = new Map();

interface TableRow {
  readonly row: Row;
  readonly parts: readonly Part[];
  readonly opened: boolean;
}

/**
 * The padding of each item that is a row of a table. A blank line ends a table; a comment does not. A table has two
 * rows at least, and one that is not opened.
 */
export function alignItems(
  items: readonly Item[],
  isOpened: (item: Item) => boolean,
): ReadonlyMap<Item, Padding> {
  const paddings = new Map<Item, Padding>();
  for (const run of runsOf(items, isOpened)) {
    const rows = run.flatMap((item) =>
      item.row ? [{ ...item, row: item.row, opened: isOpened(item) }] : [],
    );
    if (rows.length < 2 || rows.every(({ opened }) => opened)) continue;
    const padded = alignRows(rows);
    for (const [index, item] of run.entries()) paddings.set(item, padded[index] ?? UNPADDED);
  }
  return paddings;
}

function runsOf(items: readonly Item[], isOpened: (item: Item) => boolean): readonly (readonly Item[])[] {
  const runs: Item[][] = [];
  let name: string | undefined;
  for (const item of items) {
    const { row } = item;
    const inTable = row !== undefined && (tableOf(row.table).withOpened || !isOpened(item));
    if (!inTable) {
      name = undefined;
      continue;
    }
    const blank = item.blankBefore || (item.parts[0]?.above.some(({ blankBefore }) => blankBefore) ?? false);
    if (row.table !== name || blank) runs.push([]);
    name = row.table;
    runs.at(-1)?.push(item);
  }
  return runs;
}

// ── One table ─────────────────────────────────────────────────────────────────────────────────────────────

function alignRows(rows: readonly TableRow[]): readonly Padding[] {
  const table = tableOf(rows[0]?.row.table ?? "head");
  const numbers = alignNumbers(rows);
  const cells = rows.map((row, index) => cellsOf(row, numbers[index] ?? UNPADDED));
  const places = placesOf(table, cells);
  return cells.map((row, index) => padRow(table, row, places, numbers[index] ?? UNPADDED));
}

interface Cell {
  readonly column: number;
  /** The part that it begins with. */
  readonly part: number;
  /** Absent where it has braces that are opened. */
  readonly width?: number;
}

function cellsOf({ row, parts, opened }: TableRow, numbers: Padding): readonly Cell[] {
  const begun = row.columns.flatMap((part, column) =>
    part === undefined || part >= parts.length ? [] : [{ column, part }],
  );
  return begun.map((cell, index) => {
    const last = index === begun.length - 1;
    const inside = parts.slice(cell.part, begun[index + 1]?.part);
    if (last && opened) return cell;
    return { ...cell, width: widthOf(inside) + paddingWithin(numbers, cell.part, inside.length) };
  });
}

function widthOf(parts: readonly Part[]): number {
  let width = 0;
  for (const [index, part] of parts.entries()) {
    width += (index > 0 ? part.gap : 0) + (part.kind === "Word" ? part.text : (part.flat ?? "")).length;
  }
  return width;
}

function paddingWithin(numbers: Padding, start: number, length: number): number {
  return [...numbers].reduce(
    (sum, [part, spaces]) => (part > start && part < start + length ? sum + spaces - 1 : sum),
    0,
  );
}

/** The first column is as wide as its widest cell; a later one as the widest that something follows on its line. */
function placesOf({ gaps, widest = Number.POSITIVE_INFINITY }: Table, rows: readonly (readonly Cell[])[]) {
  const places = [0];
  for (const [column, gap] of gaps.entries()) {
    const widths = rows.flatMap((cells) => {
      const index = cells.findIndex((cell) => cell.column === column);
      const width = cells[index]?.width ?? 0;
      const counts = column === 0 || cells[index + 1]?.width !== undefined;
      return index >= 0 && counts && (column === 0 || width <= widest) ? [width] : [];
    });
    const width = widths.reduce((most, one) => Math.max(most, one), 0);
    places.push((places.at(-1) ?? 0) + (width > 0 ? width + gap : 0));
  }
  return places;
}

function padRow(table: Table, cells: readonly Cell[], places: readonly number[], numbers: Padding): Padding {
  const padding = new Map(numbers);
  let at = 0;
  for (const [index, { column, part, width }] of cells.entries()) {
    if (index > 0) {
      const least = width === undefined ? 1 : (table.gaps[column - 1] ?? 1);
      const spaces = Math.max((places[column] ?? 0) - at, least);
      padding.set(part, spaces);
      at += spaces;
    }
    at += width ?? 0;
  }
  return padding;
}

/** Numbers end below each other in rows that begin with the same word. */
function alignNumbers(rows: readonly TableRow[]): readonly Padding[] {
  const widest = new Map<string, number>();
  for (const row of rows) {
    const { word, width } = numberOf(row);
    widest.set(word, Math.max(width, widest.get(word) ?? 0));
  }
  return rows.map((row) => {
    const { word, width } = numberOf(row);
    if (row.row.number === undefined) return UNPADDED;
    return new Map([[row.row.number, 1 + (widest.get(word) ?? width) - width]]);
  });
}

function numberOf({ row, parts }: TableRow): { readonly word: string; readonly width: number } {
  const number = parts[row.number ?? 0];
  const first = parts[0];
  return {
    word: first?.kind === "Word" ? first.text : "",
    width: row.number !== undefined && number?.kind === "Word" ? number.text.length : 0,
  };
}

/** The rows of a CSV file with a header: each a value for each column. */
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { unreachable } from "../failure.ts";
import { BrokenCsv, readCsv } from "./csv.ts";

export interface Row {
  /** Line in the file, from 1. */
  readonly line: number;
  /** `null`: the row has more or fewer fields than there are columns. */
  readonly values: ReadonlyMap<string, string> | null;
  /** All of it, for telling rows apart. */
  readonly fields: readonly string[];
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<Row>;
}

/** @throws CommandFailure when the file cannot be read, is no CSV, or is empty; the rows throw it, too. */
export async function openTable(file: string, separator: string): Promise<Table> {
  const records = explained(file, readCsv(decode(createReadStream(file)), separator));
  const header = await records.next();
  if (header.done === true) throw unreachable("empty-file", `${file} is empty.`);
  const columns = header.value.fields.map((name) => name.trim());
  return { columns, rows: rowsOf(columns, records) };
}

async function* rowsOf(columns: readonly string[], records: ReturnType<typeof readCsv>): AsyncGenerator<Row> {
  for await (const { line, fields } of records) {
    const fits = fields.length === columns.length;
    const values = fits ? new Map(columns.map((column, at) => [column, fields[at]?.trim() ?? ""])) : null;
    yield { line, fields, values };
  }
}

async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* explained<T>(file: string, records: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* records;
  } catch (error) {
    throw asFailure(file, error);
  }
}

function asFailure(file: string, error: unknown): unknown {
  if (error instanceof BrokenCsv) {
    return unreachable("broken-csv", `${basename(file)}:${error.line}: ${error.message}`);
  }
  if (error instanceof TypeError) return unreachable("not-utf-8", `${file} is not UTF-8 text.`);
  if (error instanceof Error && "syscall" in error) {
    return unreachable("cannot-read", `${file} cannot be read: ${error.message}.`);
  }
  return error;
}

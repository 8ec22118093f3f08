/** How the row of a file becomes an event: fields from columns, its time, and an id that a second run makes again. */
import { createHash } from "node:crypto";
import { suggest } from "../../language/diagnostics/suggest.ts";
import type { EventRequest } from "../../runtime/gateway/api.ts";
import { wrongUsage } from "../failure.ts";
import type { Pair } from "../pairs.ts";
import { type KnownEvent, typedPart } from "./known-events.ts";
import { readTime } from "./read-time.ts";
import type { Row } from "./rows.ts";

export interface Mapping {
  readonly event: string;
  /** Fields of the subject: a column, or a text with columns in braces. */
  readonly subject: readonly Pair[];
  /** Fields of the event, likewise. */
  readonly data: readonly Pair[];
  /** Fields of the subject that are the same in each row. */
  readonly always: readonly Pair[];
  readonly at: string | undefined;
  readonly id: string | undefined;
  /** For times that name none, such as `+01:00`. */
  readonly offset: string;
  /** First part of the ids: rows of two files are two things, whatever their keys. */
  readonly file: string;
}

/** @throws CommandFailure for a column that the file does not have. */
export function requireColumns(mapping: Mapping, columns: readonly string[]): void {
  const sources = [...mapping.subject, ...mapping.data].flatMap(([, source]) => columnsOf(source));
  for (const column of [...sources, mapping.at, mapping.id]) {
    if (column === undefined || columns.includes(column)) continue;
    const near = suggest(column, columns);
    const help = near === undefined ? `It has ${columns.join(", ")}.` : `Did you mean \`${near}\`?`;
    throw wrongUsage(`${mapping.file} has no column \`${column}\`. ${help}`);
  }
}

export type RowToEvent = (row: Row) => { readonly event: EventRequest } | { readonly problem: string };

export function createRowToEvent(mapping: Mapping, known: KnownEvent): RowToEvent {
  const rowKey = createRowKey(mapping.id);
  return (row) => {
    const { values } = row;
    if (values === null) return { problem: `has ${row.fields.length} fields, unlike the header` };
    const at = readAt(mapping, values);
    if (at === null) return { problem: `${mapping.at} is no time: \`${values.get(mapping.at ?? "")}\`` };
    const key = rowKey(row, values);
    if (key === "") return { problem: `${mapping.id} is blank, and the row has no other id` };
    const subject = [...mapping.always, ...fill(mapping.subject, values)];
    const data = fill(mapping.data, values);
    return {
      event: {
        id: `${mapping.file}:${mapping.event}:${key}`,
        event: mapping.event,
        ...(at === undefined ? {} : { at }),
        subject: typedPart(known, "subject", subject),
        data: typedPart(known, "data", data),
      },
    };
  };
}

/** `undefined` when the rows bear no time. */
function readAt({ at, offset }: Mapping, values: ReadonlyMap<string, string>): string | null | undefined {
  return at === undefined ? undefined : readTime(values.get(at) ?? "", offset);
}

/** Short enough for an id with the names of file and event before it. */
const LONGEST_KEY = 64;

/**
 * The column that identifies a row. Without one it is what the row says, with a number behind it where another says
 * the same.
 */
function createRowKey(column: string | undefined) {
  const seen = new Map<string, number>();
  return (row: Row, values: ReadonlyMap<string, string>): string => {
    const key = column === undefined ? hashOf(JSON.stringify(row.fields)) : (values.get(column) ?? "");
    const short = key.length > LONGEST_KEY ? hashOf(key) : key;
    if (column !== undefined) return short;
    const count = (seen.get(short) ?? 0) + 1;
    seen.set(short, count);
    return count === 1 ? short : `${short}.${count}`;
  };
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

// ── Fields ────────────────────────────────────────────────────────────────────────────────────────────────

const COLUMN_IN_BRACES = /\{([^{}]+)\}/g;

function columnsOf(source: string): readonly string[] {
  const inBraces = [...source.matchAll(COLUMN_IN_BRACES)].map(([, column = ""]) => column);
  return inBraces.length === 0 ? [source] : inBraces;
}

/** What is blank is left out: a file that says nothing of a field must not erase it. */
function fill(pairs: readonly Pair[], values: ReadonlyMap<string, string>): readonly Pair[] {
  return pairs.flatMap(([field, source]): readonly Pair[] => {
    const columns = columnsOf(source);
    if (columns.some((column) => (values.get(column) ?? "") === "")) return [];
    if (!source.includes("{")) return [[field, values.get(source) ?? ""]];
    return [[field, source.replaceAll(COLUMN_IN_BRACES, (_, column: string) => values.get(column) ?? "")]];
  });
}

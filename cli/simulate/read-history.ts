/** Events that have happened, from CSV files, as `baton import` would send them. */
import { basename, resolve } from "node:path";
import type { Library } from "../../compiler/library.ts";
import { createEventReader } from "../../runtime/ingest/event-schema.ts";
import type { PastEvent } from "../../runtime/simulate/cohort/run-cohort.ts";
import type { KnownEvent } from "../events/known-events.ts";
import { createRowToEvent, type Mapping, requireColumns } from "../events/mapping.ts";
import { openTable } from "../events/rows.ts";
import { unreachable, wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import { plain } from "../print/plain.ts";
import type { HistoryInFile } from "./simulation-file.ts";

/** Rows of one file that are told; of more only the number. */
const MOST_TOLD = 10;
/** As late as a date can be: what is said to have happened has. */
const END_OF_TIME = 8.64e15;

/** In the order of their instants; of one instant, as the files have them. */
export async function readHistory(
  files: readonly HistoryInFile[],
  library: Library,
  io: Io,
): Promise<readonly PastEvent[]> {
  const all: PastEvent[] = [];
  for (const file of files) all.push(...(await readOne(file, library, io)));
  return all.sort((one, other) => one.at - other.at);
}

async function readOne(history: HistoryInFile, library: Library, io: Io): Promise<readonly PastEvent[]> {
  const path = resolve(io.cwd, history.file);
  const file = basename(path);
  const table = await openTable(path, history.separator);
  const mapping = mappingOf(history, file, library, table.columns);
  requireColumns(mapping, table.columns);
  const toEvent = createRowToEvent(mapping, knownIn(library, history.event));
  const read = createEventReader(library);
  const events: PastEvent[] = [];
  const problems: string[] = [];
  for await (const row of table.rows) {
    const made = toEvent(row);
    const checked = "event" in made ? read(made.event, { now: END_OF_TIME, source: "history" }) : null;
    if (checked?.ok === true) {
      const { at, subjectKind, subject, kind, data } = checked.value;
      events.push({ at, subject: subjectKind, fields: subject, event: kind, data });
    } else
      problems.push(
        `${file}:${row.line}: ${"problem" in made ? made.problem : (checked?.fault.message ?? "")}`,
      );
  }
  if (problems.length === 0) return events;
  for (const problem of problems.slice(0, MOST_TOLD)) io.talk(plain(problem));
  throw unreachable(
    "bad-history",
    `${problems.length} of ${problems.length + events.length} rows of ${file} are no events.`,
  );
}

/** Without a map, columns that bear the name of a field are that field. */
function mappingOf(
  { event, map, data, always, at, offset }: HistoryInFile,
  file: string,
  library: Library,
  columns: readonly string[],
): Mapping {
  const declared = library.events[event];
  if (declared === undefined)
    throw wrongUsage(`There is no event ${event}. There are: ${Object.keys(library.events).join(", ")}.`);
  const subject = library.subjects[declared.subject];
  const named = (fields: object) =>
    Object.fromEntries(columns.filter((one) => one in fields).map((one) => [one, one]));
  const subjectMap = Object.keys(map).length > 0 ? map : named(subject?.fields ?? {});
  const dataMap = Object.keys(data).length > 0 ? data : named(declared.fields);
  if (subject !== undefined && subjectMap[subject.key] === undefined)
    throw wrongUsage(
      `${file} has to say which ${declared.subject} a row is of: map a column to ${subject.key}.`,
    );
  const pairs = (record: Readonly<Record<string, string>>) => Object.entries(record);
  return {
    event,
    subject: pairs(subjectMap),
    data: pairs(dataMap),
    always: pairs(always),
    at,
    id: undefined,
    offset,
    file,
  };
}

const knownIn = ({ events, subjects }: Library, event: string): KnownEvent => {
  const kind = events[event];
  const subject = subjects[kind?.subject ?? ""];
  return {
    key: subject?.key ?? null,
    typeOf: (part, field) => (part === "subject" ? subject : kind)?.fields[field]?.type,
    events: Object.keys(events),
  };
};

import { basename, resolve } from "node:path";
import type { ApiClient } from "../../runtime/gateway/api-client.ts";
import { defineCommand } from "../command.ts";
import { findKnownEvent } from "../events/known-events.ts";
import { createRowToEvent, type Mapping, type RowToEvent, requireColumns } from "../events/mapping.ts";
import { whenDue } from "../events/pace.ts";
import { isOffset } from "../events/read-time.ts";
import { openTable, type Row } from "../events/rows.ts";
import { inBatches, type LinedEvent, type RowProblem, sendBatch, type Tally } from "../events/send-rows.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import type { Io } from "../io.ts";
import { writeNamed } from "../named-file.ts";
import { readPairs } from "../pairs.ts";
import { plain } from "../print/plain.ts";

export const importRows = defineCommand({
  arguments: {
    what: { summary: "what the rows are, in a word for the report: leads, deals" },
    file: { summary: "a CSV file whose first line names the columns" },
  },
  options: {
    event: { is: "text", value: "KIND", summary: "the event that each row is", required: true },
    map: {
      is: "list",
      value: "FIELD=COLUMN",
      summary: "a field of the subject; the column may stand in a text: 'name={first} {last}'",
    },
    data: { is: "list", value: "FIELD=COLUMN", summary: "a field of the event, likewise" },
    always: {
      is: "list",
      value: "FIELD=VALUE",
      summary: "a field of the subject that is the same in each row",
    },
    at: { is: "text", value: "COLUMN", summary: "when it happened; rows are sent in this order" },
    offset: {
      is: "text",
      value: "OFFSET",
      summary: "distance from UTC of times that name none",
      default: "Z",
    },
    pace: {
      is: "flag",
      summary: "send each row when the installation's clock shows its time, as `baton dev --scale` needs",
    },
    write: {
      is: "text",
      value: "FILE",
      summary: "send nothing: write the events to this file, for `baton backtest --events`",
    },
    id: { is: "text", value: "COLUMN", summary: "what identifies a row (default: all that it says)" },
    separator: { is: "text", value: "SIGN", summary: "what stands between fields", default: "," },
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton import leads leads.csv --event content_downloaded --map email=Email --map name='{First} {Last}' --data title=Asset --data topic=Topic --at Created",
    "# Run it again after a failure: rows that were taken are not taken twice.",
  ],
  async run({ what, file, pace, write, server, asPerson, ...described }, io) {
    if (pace && described.at === undefined) throw wrongUsage("--pace needs --at, the column that says when.");
    if (write !== undefined && described.at === undefined)
      throw wrongUsage("--write needs --at, the column that says when.");
    const path = resolve(io.cwd, file);
    const mapping = readMapping(described, basename(path));
    const table = await openTable(path, readSeparator(described.separator));
    requireColumns(mapping, table.columns);
    const toEvent = createRowToEvent(mapping, await findKnownEvent(mapping.event, io.cwd));
    const report = startReport(what, mapping.file, io);
    const events = eventsOf(table.rows, toEvent, report);
    if (write !== undefined) return await writeEvents(write, events, report, io);
    const inOrder = mapping.at === undefined ? events : await sortByTime(events);
    await askGateway({ server, asPerson }, io, (client) =>
      sendAll(client, pace && isList(inOrder) ? whenDue(client, inOrder) : inBatches(inOrder), report),
    );
    return report.close();
  },
});

function readMapping(
  options: Omit<Mapping, "subject" | "data" | "always" | "file"> &
    Readonly<Record<"map" | "data" | "always", readonly string[]>>,
  file: string,
): Mapping {
  if (!isOffset(options.offset)) throw wrongUsage(`--offset ${options.offset} is neither Z nor like +01:00.`);
  if (options.map.length === 0) throw wrongUsage("Name the column that identifies the subject with --map.");
  return {
    event: options.event,
    subject: readPairs("--map", options.map),
    data: readPairs("--data", options.data),
    always: readPairs("--always", options.always),
    at: options.at,
    id: options.id,
    offset: options.offset,
    file,
  };
}

function readSeparator(text: string): string {
  const sign = text === "\\t" ? "\t" : text;
  if ([...sign].length === 1 && !/["\r\n]/.test(sign)) return sign;
  throw wrongUsage("--separator takes one sign, such as ; or \\t.");
}

async function* eventsOf(
  rows: AsyncIterable<Row>,
  toEvent: RowToEvent,
  report: Report,
): AsyncGenerator<LinedEvent> {
  for await (const row of rows) {
    const read = toEvent(row);
    if ("event" in read) yield { line: row.line, event: read.event };
    else report.refuse([{ line: row.line, problem: read.problem }]);
  }
}

/** The whole file has to be read for it. Of one instant, the row that stands first comes first. */
async function sortByTime(events: AsyncIterable<LinedEvent>): Promise<readonly LinedEvent[]> {
  const all: LinedEvent[] = [];
  for await (const event of events) all.push(event);
  const timeOf = ({ event }: LinedEvent): number => Date.parse(event.at ?? "");
  return all.sort((a, b) => timeOf(a) - timeOf(b));
}

/** They are about people: readable by their owner only. */
async function writeEvents(
  file: string,
  events: AsyncIterable<LinedEvent>,
  report: Report,
  { cwd }: Io,
): Promise<ExitCode> {
  const written = await sortByTime(events);
  await writeNamed(file, written.map(({ event }) => `${JSON.stringify(event)}\n`).join(""), cwd, 0o600);
  report.add({ taken: written.length, repeated: 0, refused: 0 }, []);
  return report.close("written");
}

const isList = (events: AsyncIterable<LinedEvent> | readonly LinedEvent[]): events is readonly LinedEvent[] =>
  Array.isArray(events);

async function sendAll(
  client: ApiClient,
  batches: AsyncIterable<readonly LinedEvent[]>,
  report: Report,
): Promise<void> {
  try {
    for await (const batch of batches) {
      const { tally, problems } = await sendBatch(client, batch);
      report.add(tally, problems);
    }
  } catch (error) {
    report.interrupt();
    throw error;
  }
}

// ── What became of the rows ───────────────────────────────────────────────────────────────────────────────

interface Report {
  /** Rows that did not become events. */
  refuse(problems: readonly RowProblem[]): void;
  add(tally: Tally, problems: readonly RowProblem[]): void;
  /** Says how far it came, when it goes no further. */
  interrupt(): void;
  /** `done`: what became of the rows that were taken. */
  close(done?: string): ExitCode;
}

function startReport(what: string, file: string, io: Io): Report {
  const problems: RowProblem[] = [];
  let total: Tally = { taken: 0, repeated: 0, refused: 0 };
  const rows = (): number => total.taken + total.repeated + total.refused;
  const note = (found: readonly RowProblem[]): void => {
    problems.push(...found);
    if (found.length > 0) io.progress("");
    for (const { line, problem } of found) io.talk(`${file}:${line}: ${plain(problem)}`);
  };
  return {
    refuse(found) {
      total = { ...total, refused: total.refused + found.length };
      note(found);
    },
    add(tally, found) {
      total = {
        taken: total.taken + tally.taken,
        repeated: total.repeated + tally.repeated,
        refused: total.refused + tally.refused,
      };
      note(found);
      io.progress(`${rows()} ${what} sent`);
    },
    interrupt() {
      io.progress("");
      io.talk(`${rows()} ${what} were answered; run the same command again for the rest.`);
    },
    close(done = "taken") {
      io.progress("");
      if (io.json) io.out(JSON.stringify({ ...total, problems }, null, 2));
      else
        io.out(
          `${rows()} ${what}: ${total.taken} ${done}, ${total.repeated} already there, ${total.refused} refused.`,
        );
      return total.refused === 0 ? EXIT.ok : EXIT.findings;
    },
  };
}

import { basename, resolve } from "node:path";
import type { Instant } from "../../compiler/plan.ts";
import { backtest as runBacktest } from "../../runtime/backtest/backtest.ts";
import { type HistoryLine, historyOf } from "../../runtime/backtest/history.ts";
import type { Period, Version } from "../../runtime/backtest/replay.ts";
import { askHistory } from "../backtest/ask-history.ts";
import { readHistoryFile } from "../backtest/read-history-file.ts";
import { type Report, toMarkdown } from "../backtest/report.ts";
import { tellReport } from "../backtest/report-text.ts";
import { compileVersion, periodFor, withoutNames } from "../backtest/versions.ts";
import { defineCommand } from "../command.ts";
import { readTime } from "../events/read-time.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS, type GatewayValues } from "../gateway/options.ts";
import type { Io } from "../io.ts";
import { DIRECTORY_ARGUMENT } from "../journeys/check-directory.ts";
import { openJourneysAt } from "../journeys/open-journeys-at.ts";
import { writeNamed } from "../named-file.ts";

export const backtest = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    base: { is: "text", value: "REV", summary: "revision of the repository to compare with", required: true },
    head: { is: "text", value: "REV", summary: "revision to try (default: the work tree)" },
    events: {
      is: "text",
      value: "FILE",
      summary: "what happened, as JSON Lines (default: what the running installation has written down)",
    },
    from: { is: "text", value: "TIME", summary: "beginning of the period, in UTC unless it names an offset" },
    until: { is: "text", value: "TIME", summary: "its end (default: the last thing that happened)" },
    save: { is: "text", value: "FILE", summary: "write what happened to this file, for another time" },
    markdown: { is: "flag", summary: "write it for a review: figures, and nobody's name" },
    people: { is: "flag", summary: "name everybody whose course is another" },
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton backtest --base origin/main --from 2026-07-01 --until 2026-09-30",
    "baton backtest --base v1.4 --head HEAD --events last-quarter.jsonl --markdown",
  ],
  async run({ dir, base, head, events, save, markdown, people, from, until, ...gateway }, io) {
    const asked = { from: readInstant("--from", from), until: readInstant("--until", until) };
    const lines = await readLines({ events, ...asked, ...gateway }, io);
    if (save !== undefined) await writeHistory(save, lines, io);
    const history = historyOf(lines);
    const period = periodFor(history, asked);
    const before = await openVersion(dir, base, period, io);
    const after = await openVersion(dir, head, period, io);
    const report: Report = {
      base: before.name,
      head: after.name,
      source: events === undefined ? "the journal" : basename(events),
      backtest: runBacktest(history, before.version, after.version, period),
    };
    if (io.json) io.out(JSON.stringify(people ? report : withoutNames(report), null, 2));
    else if (markdown) io.out(toMarkdown(report));
    else tellReport(report, people, io);
    return EXIT.ok;
  },
});

function readInstant(option: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const read = readTime(text, "Z");
  if (read === null)
    throw wrongUsage(`${option} ${text} is no time; one looks like 2026-07-01 or 2026-07-01T09:00+01:00.`);
  return Date.parse(read);
}

// ── What happened ─────────────────────────────────────────────────────────────────────────────────────────

interface Wanted extends GatewayValues {
  readonly events: string | undefined;
  readonly from: Instant | undefined;
  readonly until: Instant | undefined;
}

async function readLines(
  { events, from, until, ...gateway }: Wanted,
  io: Io,
): Promise<readonly HistoryLine[]> {
  if (events !== undefined) return await readHistoryFile(resolve(io.cwd, events));
  if (from === undefined)
    throw wrongUsage("Say with --from where the period begins, or with --events what happened.");
  const period = { from: isoOf(from), until: isoOf(until ?? Date.now()) };
  const lines = await askGateway(gateway, io, (client) =>
    askHistory(client, period, (read) => io.progress(`${read} lines read`)),
  );
  io.progress("");
  return lines;
}

const isoOf = (instant: Instant): string => new Date(instant).toISOString();

/** It is about people: readable by its owner only. */
async function writeHistory(file: string, lines: readonly HistoryLine[], { cwd }: Io): Promise<void> {
  await writeNamed(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), cwd, 0o600);
}

// ── Versions ──────────────────────────────────────────────────────────────────────────────────────────────

interface Named {
  readonly name: string;
  readonly version: Version;
}

async function openVersion(
  dir: string,
  revision: string | undefined,
  period: Period,
  io: Io,
): Promise<Named> {
  const { name, model } = await openJourneysAt(dir, revision, io);
  return { name, version: compileVersion(model, name, period) };
}

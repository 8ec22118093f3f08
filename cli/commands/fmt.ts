import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import type { Sources } from "../../language/diagnostics/positions.ts";
import { renderJson } from "../../language/diagnostics/render-json.ts";
import { renderTerminal } from "../../language/diagnostics/render-terminal.ts";
import { format } from "../../language/format/format.ts";
import { defineCommand } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import {
  decodeWhole,
  type JourneyFile,
  listJourneyFiles,
  readJourneyFile,
  replaceJourneyFile,
} from "../journeys/journey-files.ts";

/** What stands for the file in what is told of a text from stdin. */
const STDIN = "<stdin>";

export const fmt = defineCommand({
  arguments: {
    paths: { summary: "journey files, or folders of them", many: true, default: ["journeys"] },
  },
  options: {
    check: { is: "flag", summary: "only say which files would change" },
    stdin: { is: "flag", summary: "format the text on stdin, and print it" },
  },
  examples: [
    "baton fmt                               # all files below journeys/",
    "baton fmt --check                       # exit code 1 if a file is not formatted",
    "baton fmt --stdin < a.journey",
  ],
  async run({ paths, check, stdin }, io) {
    if (stdin && io.json && !check) throw wrongUsage("--stdin prints the text itself; leave out --json.");
    return stdin ? formatStdin(check, io) : formatFiles(listJourneyFiles(paths, io.cwd), check, io);
  },
});

type Status = "unchanged" | "changed" | "errors";

interface Laid {
  readonly file: string;
  readonly status: Status;
  readonly source: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

function layOut(file: string, source: string): Laid {
  const { text, diagnostics } = format(source, file);
  const changed = text === source ? "unchanged" : "changed";
  return { file, status: diagnostics.length > 0 ? "errors" : changed, source, text, diagnostics };
}

function formatFiles(files: readonly JourneyFile[], check: boolean, io: Io): ExitCode {
  const laid = files.map((file) => {
    const one = layOut(file.shown, readJourneyFile(file));
    if (one.status === "changed" && !check) replaceJourneyFile(file, one.text);
    return one;
  });
  if (io.json) io.out(asJson(laid));
  else for (const { file, status } of laid) if (status === "changed") io.out(file);
  tellErrors(laid, io);
  io.talk(summaryOf(laid, check));
  return exitCode(laid, check);
}

/** A text with errors is printed as it came: whoever pipes an editor's text through this loses nothing. */
async function formatStdin(check: boolean, io: Io): Promise<ExitCode> {
  const laid = [layOut(STDIN, decodeWhole(await io.readStdinBytes(), "stdin"))];
  if (!check) for (const { text } of laid) io.write(text);
  else if (io.json) io.out(asJson(laid));
  tellErrors(laid, io);
  return exitCode(laid, check);
}

function exitCode(laid: readonly Laid[], check: boolean): ExitCode {
  const found = laid.some(({ status }) => status === "errors" || (check && status === "changed"));
  return found ? EXIT.findings : EXIT.ok;
}

// ── What is told ──────────────────────────────────────────────────────────────────────────────────────────

function tellErrors(laid: readonly Laid[], io: Io): void {
  const diagnostics = laid.flatMap((one) => one.diagnostics);
  if (diagnostics.length === 0 || io.json) return;
  io.talk(renderTerminal(diagnostics, sourcesOf(laid), { color: io.paintTalk.isColorSupported }));
}

function asJson(laid: readonly Laid[]): string {
  const diagnostics = laid.flatMap((one) => one.diagnostics);
  const findings: unknown = JSON.parse(renderJson(diagnostics, sourcesOf(laid)));
  const files = laid.map(({ file, status }) => ({ file, status }));
  return JSON.stringify({ files, diagnostics: findings }, undefined, 2);
}

const sourcesOf = (laid: readonly Laid[]): Sources => new Map(laid.map(({ file, source }) => [file, source]));

/** `2 files formatted, 5 as they were, 1 with errors left alone.` */
function summaryOf(laid: readonly Laid[], check: boolean): string {
  const count = (status: Status): number => laid.filter((one) => one.status === status).length;
  const changed = count("changed");
  const errors = count("errors");
  const files = `${changed} ${changed === 1 ? "file" : "files"} ${check ? "not formatted" : "formatted"}`;
  const left = errors > 0 ? `, ${errors} with errors left alone` : "";
  return `${files}, ${count("unchanged")} as ${count("unchanged") === 1 ? "it was" : "they were"}${left}.`;
}

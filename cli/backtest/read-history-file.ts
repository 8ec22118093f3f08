/** A history from a file of JSON Lines: every line is read, or the file is refused with the place of its mistake. */
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { type HistoryLine, readHistoryLine } from "../../runtime/backtest/history.ts";
import { unreachable } from "../failure.ts";
import { plain } from "../print/plain.ts";

/** Letters; what a gateway takes of one event is far less. */
const LONGEST_LINE = 1_000_000;

/** @throws CommandFailure when it cannot be read, or one of its lines is neither a fact, an answer, nor somebody. */
export async function readHistoryFile(file: string): Promise<readonly HistoryLine[]> {
  const lines: HistoryLine[] = [];
  let number = 0;
  try {
    for await (const text of createInterface({
      input: createReadStream(file, "utf8"),
      crlfDelay: Infinity,
    })) {
      number += 1;
      if (text.trim() !== "") lines.push(readLine(text, `${basename(file)}:${number}`));
    }
  } catch (error) {
    if (error instanceof Error && "syscall" in error)
      throw unreachable("cannot-read", `${file} cannot be read: ${error.message}.`);
    throw error;
  }
  if (lines.length === 0) throw unreachable("empty-file", `${file} holds no event.`);
  return lines;
}

function readLine(text: string, place: string): HistoryLine {
  if (text.length > LONGEST_LINE) throw unreachable("broken-history", `${place} is longer than any event.`);
  const read = readHistoryLine(parse(text, place));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const part = issue?.path.join(".") ?? "";
  const what = plain(issue?.message ?? "it cannot be read");
  throw unreachable("broken-history", `${place}: ${part === "" ? "" : `\`${plain(part)}\`: `}${what}.`);
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreachable(
      "broken-history",
      `${place} is not JSON; each line is an event as \`POST /v1/events\` takes it.`,
    );
  }
}

/** The journal as it is told while the demo runs: one line each, in the words of the business. */
import type { JournalEntryView } from "../../runtime/gateway/api.ts";
import type { Paint } from "../io.ts";
import { plain } from "../print/plain.ts";

/** What nobody follows along for. */
const QUIET = new Set(["waited", "set", "split", "ignored", "told", "withdrawn", "reminded"]);

type Colour = keyof Pick<Paint, "green" | "yellow" | "red" | "cyan" | "magenta" | "dim" | "bold">;
const COLOURS: Readonly<Record<string, Colour>> = {
  entered: "cyan",
  moved: "green",
  accepted: "green",
  given: "magenta",
  reassigned: "yellow",
  escalated: "yellow",
  breached: "red",
  declined: "yellow",
  decided: "magenta",
  exited: "bold",
  stuck: "red",
  message: "dim",
};

/** `null`: not told. */
export function narrate(entry: JournalEntryView, paint: Paint, width: number): string | null {
  if (QUIET.has(entry.what)) return null;
  const who = (entry.subject?.name ?? entry.subject?.key ?? "").slice(0, 14).padEnd(14);
  const colour = COLOURS[entry.what];
  const room = Math.max(20, width - 36);
  const said = plain(entry.sentence);
  const sentence = said.length > room ? `${said.slice(0, room - 1)}…` : said;
  return `${paint.dim(showMoment(entry.at))}  ${plain(who)}  ${colour === undefined ? sentence : paint[colour](sentence)}`;
}

/** `Mon 23 Nov 09:00`, UTC. */
function showMoment(at: string): string {
  const date = new Date(at);
  const day = date
    .toLocaleDateString("en-GB", { weekday: "short", day: "2-digit", month: "short", timeZone: "UTC" })
    .replace(",", "");
  return `${day} ${at.slice(11, 16)}`;
}

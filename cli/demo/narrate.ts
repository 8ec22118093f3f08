/** The journal as it is told while the demo runs: one line each, in the words of the business. */
import type { JournalEntryView } from "../../runtime/gateway/api.ts";
import type { Paint } from "../io.ts";
import { plain } from "../print/plain.ts";
import type { RefusedAct } from "./play-demo.ts";

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
  const colour = COLOURS[entry.what];
  const sentence = cut(plain(entry.sentence), width);
  return `${beginning(entry.at, entry.subject, paint)}${colour === undefined ? sentence : paint[colour](sentence)}`;
}

/** An answer that came too late, or that does not fit. */
export function narrateRefusal(
  { at, person, act, work, why }: RefusedAct,
  paint: Paint,
  width: number,
): string {
  const sentence = cut(plain(`${person} could not ${act} ${work.name}: ${why}`), width);
  return `${beginning(at, work.subject, paint)}${paint.dim(sentence)}`;
}

function beginning(at: string, subject: JournalEntryView["subject"], paint: Paint): string {
  const who = (subject?.name ?? subject?.key ?? "").slice(0, 14).padEnd(14);
  return `${paint.dim(showMoment(at))}  ${plain(who)}  `;
}

/** To what is left of a line of `width`. */
function cut(sentence: string, width: number): string {
  const room = Math.max(20, width - 36);
  return sentence.length > room ? `${sentence.slice(0, room - 1)}…` : sentence;
}

/** `Mon 23 Nov 09:00`, UTC. */
function showMoment(at: string): string {
  const date = new Date(at);
  const day = date
    .toLocaleDateString("en-GB", { weekday: "short", day: "2-digit", month: "short", timeZone: "UTC" })
    .replace(",", "");
  return `${day} ${at.slice(11, 16)}`;
}

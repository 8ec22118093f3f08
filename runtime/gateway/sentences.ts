/** What is written down, in words: an entry of the journal, and where a journey stands and why. */
import { dateOfDay, localOf } from "../../compiler/calendar-time.ts";
import type { Library } from "../../compiler/library.ts";
import type { Calendar, Instant } from "../../compiler/plan.ts";
import type { JournalKind } from "../machine/protocol.ts";
import { clockWords } from "../policy/words.ts";
import type { JournalRow } from "../store/schema.ts";
import { awaitedBy, isPaused, type ShownInstance } from "./views.ts";

type Entry = Pick<JournalRow, "what" | "name" | "stage" | "by" | "to" | "result" | "why">;

/** One sentence, without the why: `anna accepted sales_ready`. */
const SAID: Readonly<Record<JournalKind, (entry: Entry) => string>> = {
  entered: ({ name }) => `entered ${name}`,
  moved: ({ name }) => `moved to ${name}`,
  exited: ({ name }) => `left by the exit ${name}`,
  closed: ({ name }) => `what follows the exit ${name} is over`,
  paused: ({ name }) => `it stopped for ${name}`,
  resumed: ({ name }) => `it went on after ${name}`,
  offered: ({ name, to }) => `${name} was offered to ${to ?? "nobody"}`,
  accepted: ({ name, by }) => `${by ?? "somebody"} accepted ${name}`,
  declined: ({ name, by, result }) => `${by ?? "somebody"} declined ${name}${as(result)}`,
  given: ({ name, to }) => `${name} was given to ${to ?? "nobody"}`,
  reassigned: ({ name, to }) => `${name} was passed on to ${to ?? "nobody"}`,
  reminded: ({ name, to }) => `${to ?? "nobody"} was reminded of ${name}`,
  escalated: ({ name, to }) => `${to ?? "nobody"} was told that ${name} is not answered`,
  breached: ({ name, to }) => `${to ?? "nobody"} did not answer ${name} in time`,
  noted: ({ name }) => `it was noted that ${name} stays unanswered`,
  asked: ({ name, to }) => `${to ?? "nobody"} was asked for ${name}`,
  completed: ({ name, by, result }) =>
    `${by ?? "somebody"} completed ${name}${result === "done" ? "" : as(result)}`,
  decided: ({ name, by, result }) => `${by ?? "somebody"} decided ${name}${as(result)}`,
  left: ({ to }) => `${to ?? "its holder"} no longer holds it`,
  requested: ({ name, by }) => `${by ?? "somebody"} requested ${name}`,
  withdrawn: ({ name }) => `${name} was withdrawn`,
  message: ({ name, result }) => `the message ${name} was ${result ?? "asked for"}`,
  told: ({ name, to }) => `${to ?? name} was told`,
  began: ({ name }) => `${name} was begun`,
  merged: ({ name }) => `${name} was merged`,
  called: ({ name, result }) =>
    result === null ? `${name} was called` : `the call of ${name} ${CALLED[result] ?? result}`,
  set: ({ name, result }) => `${name} was set${result === null ? "" : ` to ${result}`}`,
  split: ({ name, result }) => `${name} took the arm ${result ?? ""}`.trimEnd(),
  waited: ({ name, result }) =>
    result === "bound" ? `the time of ${name} ran out` : `the wait ${name} ended${as(result)}`,
  blank: ({ name }) => `${name} went on with blanks`,
  ignored: ({ name, by, result }) =>
    by === null ? `${name} changed nothing` : `${by} tried to ${result ?? "answer"} ${name}, and was refused`,
  stuck: ({ name }) => `${name} is stuck`,
};

const CALLED: Readonly<Record<string, string>> = {
  done: "succeeded",
  failed: "failed",
  dropped: "was given up",
};

const as = (result: string | null): string => (result === null ? "" : ` as ${result}`);

export function sentenceOf(entry: Entry): string {
  const why = entry.why === null || entry.why === "" ? "" : `: ${entry.why}`;
  return `${SAID[entry.what](entry)}${why}`;
}

// ── Why ───────────────────────────────────────────────────────────────────────────────────────────────────

/** How an instance came to be where it is: the entry of its stage, and the latest thing that tells why. */
export interface Story {
  readonly since: Instant | null;
  readonly latest: Entry | null;
}

/** Where they are, who holds it, why, what comes next and when. */
export function whySentence(row: ShownInstance, story: Story, library: Library, now: Instant): string {
  const who = nameOf(row);
  const calendar = calendarOf(row, library);
  const journey = `${row.journey} v${row.version}`;
  if (row.state === "ended") {
    const why = story.latest?.what === "exited" && story.latest.why !== null ? `: ${story.latest.why}` : "";
    return `${who} left ${journey} by the exit ${row.exit ?? "of no name"} on ${showLocal(calendar, row.ended_at ?? now)}${why}.`;
  }
  if (row.exit !== null) {
    const left = `${who} left ${journey} by the exit ${row.exit} on ${showLocal(calendar, row.ended_at ?? now)}`;
    const stuck = row.state === "stuck" ? " and is stuck" : "";
    return `${left}; what follows it is with ${holderOf(row)}${stuck}; ${nextOf(row, calendar, now)}.`;
  }
  const because = story.latest === null ? "" : `; last, ${sentenceOf(story.latest)}`;
  if (row.stage === null) return `${who} has entered ${journey} and is on the way to its first stage.`;
  const since = showLocal(calendar, story.since ?? row.entered_at);
  const stuck = row.state === "stuck" ? " and is stuck" : isPaused(row) ? " and is paused" : "";
  const held = `${holderOf(row)} holds it`;
  return `${who} has been in ${row.stage} of ${journey} since ${since}${stuck}; ${held}${because}; ${nextOf(row, calendar, now)}.`;
}

function nextOf(row: ShownInstance, calendar: Calendar | null, now: Instant): string {
  const { what, until } = awaitedBy(row);
  if (what === null) return "nothing is awaited";
  if (until === null) return `next: ${what}, for as long as it takes`;
  const overdue = until < now ? ", overdue since then" : "";
  return `next: ${what}, by ${showLocal(calendar, until)}${overdue}`;
}

const holderOf = ({ holder_person, holder_role }: ShownInstance): string =>
  holder_person === null ? (holder_role ?? "nobody") : `${holder_person} (${holder_role ?? "no role"})`;

function nameOf({ subject_fields, subject_key }: ShownInstance): string {
  const { name } = subject_fields;
  return typeof name === "string" && name !== "" ? name : subject_key;
}

/** The holder's: it is they who look at the clock. */
const calendarOf = ({ holder_role }: ShownInstance, library: Library): Calendar | null =>
  library.calendars[library.roles[holder_role ?? ""]?.calendar ?? ""] ?? null;

/** `2026-11-24 10:00 +01:00` where the calendar is, else in UTC, which is then said. */
function showLocal(calendar: Calendar | null, instant: Instant): string {
  if (calendar === null) return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const { day, minute } = localOf(calendar, instant);
  return `${dateOfDay(day)} ${clockWords(minute)} ${offsetWords(day * DAY_MINUTES + minute - Math.floor(instant / 60_000))}`;
}

const DAY_MINUTES = 1_440;
const offsetWords = (minutes: number): string => `${minutes < 0 ? "-" : "+"}${clockWords(Math.abs(minutes))}`;

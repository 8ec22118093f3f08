/** Where a journey stands and why, in words. */
import { dateOfDay, localOf } from "../../compiler/calendar-time.ts";
import type { Library } from "../../compiler/library.ts";
import type { Calendar, Instant } from "../../compiler/plan.ts";
import { type SaidEntry, sentenceOf } from "../policy/journal-words.ts";
import { clockWords } from "../policy/words.ts";
import { awaitedBy, isPaused, type ShownInstance } from "./views.ts";

// ── Why ───────────────────────────────────────────────────────────────────────────────────────────────────

/** How an instance came to be where it is: the entry of its stage, and the latest thing that tells why. */
export interface Story {
  readonly since: Instant | null;
  readonly latest: SaidEntry | null;
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

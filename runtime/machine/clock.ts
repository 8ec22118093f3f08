/**
 * Clocks that stop: while a journey gives way to another of its group no length of time passes for it (rule 13). What
 * is a date stays what it is.
 */
import { addDuration, openTimeBetween } from "../../compiler/calendar-time.ts";
import type { Calendar, Duration, Instant } from "../../compiler/plan.ts";
import type { SendState, Stretch, Track } from "./state.ts";

/** The instant so long after `start`, the times left out in which the clock stood. */
export function addRunning(
  calendar: Calendar,
  start: Instant,
  length: Duration,
  pauses: readonly Stretch[],
): Instant {
  const within = pauses.find(([from, to]) => from < start && start < to);
  const from = within === undefined ? start : within[1];
  return pauses
    .filter((pause) => pause[0] >= from)
    .reduce((at, pause) => afterPause(calendar, length, at, pause), addDuration(calendar, from, length));
}

/** What was left of it when the clock stopped, counted from when it went on: open time of what counts in open time. */
function afterPause(calendar: Calendar, length: Duration, at: Instant, [from, to]: Stretch): Instant {
  if (at <= from) return at;
  const isOpenTime = (length.businessDays ?? 0) > 0 || (length.businessMs ?? 0) > 0;
  if (!isOpenTime) return at + (to - from);
  return addDuration(calendar, to, { businessMs: openTimeBetween(calendar, from, at) });
}

/** A track whose clock stood still from `since` to `now`. */
export const stoodStill = (track: Track, since: Instant, now: Instant): Track => ({
  ...track,
  waits: shifted(track.waits, since, now),
  ...(track.since !== undefined &&
    track.since < now && { since: track.since + (now - Math.max(since, track.since)) }),
});

/** A wait that stood still from `since` to `now`. What was due by then is due still. */
function shifted(waits: Track["waits"], since: Instant, now: Instant): Track["waits"] {
  if (waits === null) return null;
  switch (waits.on) {
    case "time":
    case "event":
    case "state":
    case "tracks":
    case "journey":
      return { ...waits, until: later(waits.until, since, now) };
    case "winner":
      return {
        ...waits,
        until: later(waits.until, since, now),
        lookAt: later(waits.lookAt, since, now),
      };
    case "message":
      return { ...waits, message: shiftedMessage(waits.message, since, now) };
    case "messages":
      return {
        ...waits,
        messages: waits.messages.map((message) => shiftedMessage(message, since, now)),
      };
    default:
      return waits;
  }
}

const shiftedMessage = (message: SendState, since: Instant, now: Instant): SendState => ({
  ...message,
  until: message.until === null ? null : later(message.until, since, now),
  before: message.before === null ? null : later(message.before, since, now),
});

export const later = (instant: Instant, since: Instant, now: Instant): Instant =>
  instant > since ? instant + (now - since) : instant;

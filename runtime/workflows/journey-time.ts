/**
 * Which instant an input carries. The machine wants inputs in the order of `now`; between the moment at which
 * something is due and the moment at which a worker gets to it lies some real time, and this file says what it
 * counts for.
 *
 * A delay of less than a minute counts for nothing (`countsFor`): a deadline is ticked at its own instant, an event
 * counts for when it happened, and results come back at the instant of the step they answer, so that a run shows the
 * times that the simulator shows, also when a second stands for a day. A longer delay (the store or the worker was away) counts in full: waits and people's clocks go
 * on from when work could really go on, and nothing is sent as of a night that has passed.
 */
import type { Instant } from "../../compiler/plan.ts";
import { type Clock, countsFor, readClock } from "../clock.ts";

export interface JourneyTime {
  /** What the clock shows; never less than an instant that was taken before. */
  read(): Instant;
  /**
   * The instant to put on work that was due at `instant` and is done now. At most `limit`, the instant of what
   * follows it.
   */
  on(instant: Instant, limit: Instant | null): Instant;
  /** Notes the instant of an input that has been taken in. */
  take(now: Instant): void;
  /** What came after this instant is to be taken in once more. */
  goBack(latest: Instant): void;
  readonly latest: Instant;
}

/** @param latest the instant up to which the run before this one had come; `null` in the first. */
export function openTime(clock: Clock, latest: Instant | null): JourneyTime {
  let last = latest ?? Number.NEGATIVE_INFINITY;
  // Within a workflow `Date.now` is the time of the workflow task: the same on every replay.
  const read = () => Math.max(last, readClock(clock, Date.now()));
  return {
    read,
    on: (instant, limit) => Math.max(last, Math.min(countsFor(clock, instant, read()), limit ?? read())),
    take: (now) => {
      last = Math.max(last, now);
    },
    goBack(latest) {
      last = latest;
    },
    get latest() {
      return last;
    },
  };
}

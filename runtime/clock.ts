/**
 * The one clock of an installation: driver, ingest, ledger and calendars all read it, so compressed time is the
 * same everywhere. In production it is real time: `scale` 1 and the origin where it started.
 *
 * Pure arithmetic only: this file is part of the workflow bundle.
 */
import type { Instant } from "../compiler/plan.ts";

export interface Clock {
  /** Real milliseconds since 1970 at which the clock was set. */
  readonly startedAt: number;
  /** What the clock showed then. */
  readonly origin: Instant;
  /** Milliseconds on the clock for each real one. */
  readonly scale: number;
}

export const REAL_TIME: Clock = { startedAt: 0, origin: 0, scale: 1 };

/** What the clock shows at a real instant; whole milliseconds. */
export const readClock = (clock: Clock, real: number): Instant =>
  Math.floor(clock.origin + (real - clock.startedAt) * clock.scale);

/** Real milliseconds until the clock shows `instant`; at least 1, so that a timer armed for it has it reached. */
export const realDelay = (clock: Clock, now: Instant, instant: Instant): number =>
  Math.max(1, Math.ceil((instant - now) / clock.scale));

/** Real milliseconds within which work is not late, whatever the scale. */
const PROMPT = 60_000;

/**
 * The instant that work counts for which was due at `instant` and is done at `now`: its own, so that a compressed run
 * shows the times that the simulator shows; that of now when it is more than a real minute late, so that nothing is
 * done as of a night that has passed (docs/decisions/0003).
 */
export const countsFor = (clock: Clock, instant: Instant, now: Instant): Instant =>
  (now - instant) / clock.scale > PROMPT ? now : instant;

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

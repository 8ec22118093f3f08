import { afterEach, expect, test, vi } from "vitest";
import type { Clock } from "../../../runtime/clock.ts";
import { openTime } from "../../../runtime/workflows/journey-time.ts";

const HOUR = 3_600_000;
/** An hour passes in a second. */
const FAST: Clock = { startedAt: 0, origin: 0, scale: 3_600 };

afterEach(() => vi.useRealTimers());
const setReal = (ms: number) => vi.useFakeTimers({ now: ms });

test("what is done within a real minute carries the instant at which it was due", () => {
  setReal(50_000);
  expect(openTime(FAST, 0).on(2 * HOUR, null)).toBe(2 * HOUR);
});

test("what an outage kept for longer is done as of now", () => {
  setReal(100_000);
  expect(openTime(FAST, 0).on(2 * HOUR, null)).toBe(100 * HOUR);
});

test("it does not come after what arrived behind it", () => {
  setReal(100_000);
  expect(openTime(FAST, 0).on(2 * HOUR, 30 * HOUR)).toBe(30 * HOUR);
});

test("no instant is earlier than one that was taken, also when the clock goes back", () => {
  setReal(50_000);
  const time = openTime(FAST, 0);
  time.take(50 * HOUR);
  setReal(40_000);
  expect(time.read()).toBe(50 * HOUR);
  expect(time.on(45 * HOUR, null)).toBe(50 * HOUR);
});

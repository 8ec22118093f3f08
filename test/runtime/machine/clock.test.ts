/** Clocks that stop while an instance stands: no length of time passes for it (rule 13, and 13.16). */
import { describe, expect, test } from "vitest";
import { addRunning, later, stoodStill } from "../../../runtime/machine/clock.ts";
import type { SendState, Stretch, Track, TrackWait } from "../../../runtime/machine/state.ts";
import { cast, HOUR, timeOf } from "./play.ts";

const { plan } = cast("stage first { owner sdr  lasts at most 8 weeks, then exit gone  stay }");
const nordic = plan.calendars.nordic;
if (nordic === undefined) throw new Error("the plan knows no calendar `nordic`");
/** Monday, 09:00: the calendar is open until 17:00. */
const START = timeOf(plan, "2026-11-23", 9);
/** Counted in hours from the start. */
const stood = (...pauses: readonly (readonly [number, number])[]): readonly Stretch[] =>
  pauses.map(([from, to]) => [START + from * HOUR, START + to * HOUR]);

describe("a length of time, and the times in which its clock stood, in hours from the start", () => {
  test.each<[name: string, pauses: readonly Stretch[], end: number]>([
    ["none", [], 10],
    ["over before it began", stood([-5, -1]), 10],
    ["it began as the clock went on", stood([-2, 0]), 10],
    ["it began while the clock stood", stood([-1, 3]), 13],
    ["it began as the clock stopped", stood([0, 3]), 13],
    ["one on its way", stood([2, 5]), 13],
    ["two on its way", stood([2, 5], [12, 20]), 21],
    ["one at the instant at which it ends", stood([10, 12]), 10],
    ["one behind its end", stood([11, 12]), 10],
    ["the second follows from the first", stood([2, 5], [13, 20]), 13],
    ["one that it began in, and one at the very end of that", stood([-1, 3], [3, 4]), 14],
  ])("%s", (_, pauses, end) => {
    expect((addRunning(nordic, START, { ms: 10 * HOUR }, pauses) - START) / HOUR).toBe(end);
  });

  test.each<[name: string, pauses: readonly Stretch[], date: string, hour: number]>([
    ["business hours left are counted from when it goes on", stood([1, 23]), "2026-11-24", 11],
    ["one that stood for an hour", stood([1, 2]), "2026-11-23", 13],
  ])("in open time: %s", (_, pauses, date, hour) => {
    expect(addRunning(nordic, START, { businessMs: 3 * HOUR }, pauses)).toBe(timeOf(plan, date, hour));
  });

  test.each<[name: string, pauses: readonly Stretch[], date: string, hour: number]>([
    ["a week from Tuesday noon, with five open hours left", stood([27, 8 * 24 + 3]), "2026-12-01", 17],
    ["a night: the open time of a day is left", stood([8, 24]), "2026-11-24", 17],
  ])("in business days: %s", (_, pauses, date, hour) => {
    expect(addRunning(nordic, START, { businessDays: 2 }, pauses)).toBe(timeOf(plan, date, hour));
  });
});

describe("a wait that stood still", () => {
  const SINCE = START;
  const NOW = START + 3 * HOUR;
  const trackWith = (change: Partial<Track>): Track => ({
    id: "main",
    at: "first/wait",
    waits: null,
    used: [],
    counts: {},
    event: null,
    actor: null,
    task: null,
    ...change,
  });
  const message = (change: Partial<SendState>): SendState => ({
    key: "k",
    before: null,
    ref: null,
    until: null,
    work: null,
    approvedBy: null,
    ...change,
  });

  test.each<[name: string, instant: number, after: number]>([
    ["was due before, and is due still", SINCE - 1, SINCE - 1],
    ["was due at that instant, and is due still", SINCE, SINCE],
    ["was due later, and is as much later", SINCE + 1, NOW + 1],
  ])("%s", (_, instant, after) => {
    expect(later(instant, SINCE, NOW)).toBe(after);
  });

  const due = SINCE + HOUR;
  const then = NOW + HOUR;
  const asOfNow = { ref: null, instance: "i2" };
  test.each<[TrackWait, TrackWait]>([
    ...(["time", "event", "state", "tracks"] as const).map((on): [TrackWait, TrackWait] => [
      { on, until: due },
      { on, until: then },
    ]),
    [
      { on: "journey", until: due, ...asOfNow },
      { on: "journey", until: then, ...asOfNow },
    ],
    [
      { on: "winner", until: due, lookAt: due - 1, ref: null },
      { on: "winner", until: then, lookAt: then - 1, ref: null },
    ],
    [
      { on: "message", message: message({ until: due, before: due + 1 }) },
      { on: "message", message: message({ until: then, before: then + 1 }) },
    ],
    [
      { on: "message", message: message({ until: due }) },
      { on: "message", message: message({ until: then }) },
    ],
    [
      { on: "message", message: message({ before: due }) },
      { on: "message", message: message({ before: then }) },
    ],
    [
      { on: "messages", ref: null, approvedBy: null, messages: [message({ until: due }), message({})] },
      { on: "messages", ref: null, approvedBy: null, messages: [message({ until: then }), message({})] },
    ],
    // A moment is a date, and a person's answer has a clock of its own.
    [
      { on: "moment", since: due },
      { on: "moment", since: due },
    ],
    [
      { on: "work", work: "w" },
      { on: "work", work: "w" },
    ],
  ])("%o", (waits, shiftedWaits) => {
    expect(stoodStill(trackWith({ waits }), SINCE, NOW)).toStrictEqual(trackWith({ waits: shiftedWaits }));
  });

  test.each<[name: string, since: number, after: number]>([
    ["before the clock stopped has stood all that time", SINCE - HOUR, SINCE + 2 * HOUR],
    ["as it stopped, too", SINCE, NOW],
    ["while the clock stood has stood from then on", NOW - HOUR, NOW],
    ["as it went on has not stood", NOW, NOW],
    ["after it went on has not stood", NOW + HOUR, NOW + HOUR],
  ])("what began %s", (_, since, after) => {
    expect(stoodStill(trackWith({ since }), SINCE, NOW)).toStrictEqual(trackWith({ since: after }));
  });
});

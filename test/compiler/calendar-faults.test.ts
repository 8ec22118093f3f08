/**
 * Clocks and calendars that go wrong elsewhere, by their numbers in the list of faults: E1 a time that is skipped or comes
 * twice, E2 a day that comes again over the change of the clocks, E3 days, months and years, E4 open hours that end, E5
 * tables that change while somebody waits.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDuration,
  dateOfDay,
  dayOfDate,
  instantOf,
  isOpen,
  localOf,
  nextOpenDay,
  nextOpening,
  openTimeBetween,
} from "../../compiler/calendar-time.ts";
import { resolveCalendar } from "../../compiler/calendars.ts";
import { hashPlan } from "../../compiler/canonical.ts";
import type { Calendar, Duration, Plan } from "../../compiler/plan.ts";
import { readRelease, UnreadableBuild } from "../../compiler/read-release.ts";
import { nextDeadline } from "../../runtime/machine/deadlines.ts";
import { cast, openDesk, timeOf } from "../runtime/machine/play.ts";
import { checkSource } from "./check-source.ts";
import { modelOf } from "./model-of.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function calendarOf(text: string, from = 2026, years = 2): Calendar {
  const declared = modelOf({ "c.journey": `calendar c { ${text} }` }).calendars.get("c");
  if (declared === undefined) throw new Error("there is no calendar");
  return resolveCalendar(declared, { from, years });
}
const OFFICE = 'zone "Europe/Berlin"  open mon to fri 09:00 to 17:00  holidays DE';
const berlin = calendarOf(OFFICE);
const at = (calendar: Calendar, date: string, time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return instantOf(calendar, dayOfDate(date), hours * 60 + minutes);
};
const utc = (instant: number): string => new Date(instant).toISOString().slice(0, 16);
const local = (calendar: Calendar, instant: number): string => {
  const { day, minute } = localOf(calendar, instant);
  return `${dateOfDay(day)} ${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
};

describe("E1 in Berlin", () => {
  test("02:30 on 2026-03-29 is skipped, and becomes 03:30", () => {
    expect(utc(at(berlin, "2026-03-29", "02:30"))).toBe("2026-03-29T01:30");
    expect(local(berlin, at(berlin, "2026-03-29", "02:30"))).toBe("2026-03-29 03:30");
  });

  test("02:30 on 2026-10-25 comes twice, and is the first", () => {
    expect(utc(at(berlin, "2026-10-25", "02:30"))).toBe("2026-10-25T00:30");
  });

  test.each([
    ["2026-03-28", "2026-03-29 03:30"],
    ["2026-10-24", "2026-10-25 02:30"],
  ])("a wait until 02:30 that begins on %s is over once, at %s", (begins, ends) => {
    const { plan } = berlinCast('wait until 02:30  tell sdr "up"');
    const calendar = plan.calendars.night;
    if (calendar === undefined) throw new Error("no calendar");
    const desk = openDesk(plan, { start: at(calendar, begins, "12:00") });
    desk.run(desk.now + 3 * DAY);
    const told = desk.journal.filter(({ what }) => what === "told");
    expect(told.map((entry) => local(calendar, entry.at))).toEqual([ends]);
  });
});

/** A stage whose owner works in Berlin around the clock. */
const berlinCast = (steps: string) =>
  cast(
    `stage first { owner watch  lasts at most 30 days, then exit gone  ${steps}  stay }`,
    'calendar night { zone "Europe/Berlin"  open mon to sun 00:00 to 00:00 }  role watch { hours night }',
  );

describe("E2 over spring forward", () => {
  test("a schedule at 02:00 each day runs on the 29th of March too, at 03:00, and once", () => {
    const { plan } = berlinCast('at every day from 2026-03-28, 02:00 { tell sdr "up" }');
    const calendar = plan.calendars.night;
    if (calendar === undefined) throw new Error("no calendar");
    const desk = openDesk(plan, { start: at(calendar, "2026-03-27", "12:00") });
    desk.run(at(calendar, "2026-03-31", "00:00"));
    const told = desk.journal.filter(({ what }) => what === "told");
    expect(told.map((entry) => local(calendar, entry.at))).toEqual([
      "2026-03-28 02:00",
      "2026-03-29 03:00",
      "2026-03-30 02:00",
    ]);
  });
});

describe("E3 calendar or exact is a choice of the text", () => {
  const from = at(berlin, "2026-03-28", "09:00");
  test.each<[string, Duration, string]>([
    ["1 day is 24 hours", { ms: DAY }, "2026-03-29 10:00"],
    ["1 calendar day is the same clock time", { days: 1 }, "2026-03-29 09:00"],
  ])("%s over the change of the clocks", (_, length, ends) => {
    expect(local(berlin, addDuration(berlin, from, length))).toBe(ends);
  });

  test.each([
    ["2026-01-31", 1, "2026-02-28"],
    ["2028-01-31", 1, "2028-02-29"],
    ["2028-02-29", 12, "2029-02-28"],
  ])("%s and %i months clip at the month's end: %s", (date, months, ends) => {
    const calendar = calendarOf(OFFICE, 2026, 4);
    expect(local(calendar, addDuration(calendar, at(calendar, date, "09:00"), { months }))).toBe(
      `${ends} 09:00`,
    );
  });
});

describe("E4 open hours end", () => {
  test("over the year's end and its holidays", () => {
    const eve = at(berlin, "2026-12-31", "16:00");
    expect(local(berlin, addDuration(berlin, eve, { businessMs: 2 * HOUR }))).toBe("2027-01-04 10:00");
    expect(local(berlin, addDuration(berlin, eve, { businessDays: 1 }))).toBe("2027-01-04 16:00");
  });

  test("of a calendar that is always open are exact time", () => {
    const always = calendarOf('zone "Europe/Berlin"  open mon to sun 00:00 to 00:00');
    fc.assert(
      fc.property(fc.nat(700 * 24), fc.nat(100 * 24), (start, hours) => {
        const begins = always.from + start * HOUR;
        expect(addDuration(always, begins, { businessMs: hours * HOUR })).toBe(begins + hours * HOUR);
        expect(isOpen(always, begins)).toBe(true);
      }),
    );
  });

  test("over a day that was skipped: in Apia the 30th of December 2011 did not exist", () => {
    const apia = calendarOf('zone "Pacific/Apia"  open mon to fri 09:00 to 17:00', 2011, 2);
    const thursday = at(apia, "2011-12-29", "16:00");
    expect(local(apia, addDuration(apia, thursday, { businessMs: 2 * HOUR }))).toBe("2012-01-02 10:00");
    expect(local(apia, nextOpening(apia, at(apia, "2011-12-29", "18:00")))).toBe("2012-01-02 09:00");
  });

  const week = fc.subarray(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], { minLength: 1 });
  const zones = fc.constantFrom(
    "Europe/Berlin",
    "Pacific/Apia",
    "America/St_Johns",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "UTC",
  );
  const anyCalendar = fc
    .record({
      week,
      zone: zones,
      from: fc.nat(23),
      hours: fc.integer({ min: 1, max: 24 }),
      years: fc.constantFrom(2011, 2026),
    })
    .map(({ week: days, zone, from, hours, years }) => {
      const to = Math.min(from + hours, 24) % 24;
      const two = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;
      const open = days.map((day) => `open ${day} ${two(from)} to ${two(to)}`).join("  ");
      return calendarOf(`zone "${zone}"  ${open}  holidays DE  closed ${years}-12-27`, years, 2);
    });

  test("of any calendar with an open minute, within a year and on open time", () => {
    fc.assert(
      fc.property(
        anyCalendar,
        fc.nat(2 * 365 * 24),
        fc.nat(40),
        fc.nat(3),
        (calendar, start, hours, days) => {
          const begins = calendar.from + start * HOUR;
          const opens = nextOpening(calendar, begins);
          expect(opens - begins).toBeLessThan(366 * DAY);
          const ends = addDuration(calendar, begins, { businessMs: hours * HOUR });
          expect(openTimeBetween(calendar, begins, ends)).toBe(hours * HOUR);
          expect(addDuration(calendar, begins, { businessDays: days })).toBeGreaterThanOrEqual(begins);
          const { day } = localOf(calendar, begins);
          expect(nextOpenDay(calendar, day) - day).toBeLessThan(366);
        },
      ),
    );
  });
});

describe("E4 no open minute in a year", () => {
  test.each([
    ["open mon to fri 17:00 to 09:00", "odd-hours"],
    ["open mon to fri 09:00 to 09:00", "odd-hours"],
    ["holidays DE", "missing-part"],
  ])("is refused: %s", (open, code) => {
    const said = checkSource(`calendar never { zone "UTC"  ${open} }`);
    expect(said.filter(({ severity }) => severity === "error").map((one) => one.code)).toEqual([code]);
  });
});

describe("E5 the tables change while somebody waits", () => {
  const { plan } = cast(`stage first { owner marketing_manager  lasts at most 60 days, then exit gone
    wait until 2026-12-01 09:00  task call "Call" by the holder, on daily  stay }`);
  /** As another version of the tables would resolve it: an hour off, and with another holiday. */
  const changed: Plan = {
    ...plan,
    calendars: Object.fromEntries(
      Object.entries(plan.calendars).map(([name, calendar]) => [
        name,
        {
          ...calendar,
          offsets: calendar.offsets.map(([from, minutes]) => [from, minutes + 60] as const),
          closed: [...calendar.closed, dayOfDate("2026-12-02")].sort((a, b) => a - b),
        },
      ]),
    ),
  };

  test("the due instant is that of the plan that the run entered with, whatever the host's tables say by then", () => {
    const desk = openDesk(plan);
    expect(nextDeadline(plan, desk.state)).toBe(timeOf(plan, "2026-12-01", 9));
    desk.run(timeOf(plan, "2026-12-01", 9));
    expect(desk.state.work[0]?.record.due).toBe(timeOf(plan, "2026-12-02", 9));
  });

  test("a plan that is resolved anew is another plan, and no release may take the place of another", () => {
    expect(hashPlan(changed)).not.toBe(hashPlan(plan));
    const forged = JSON.stringify({ hash: hashPlan(plan), plan: changed, sources: {} });
    expect(() => readRelease(forged)).toThrow(UnreadableBuild);
    expect(readRelease(JSON.stringify({ hash: hashPlan(plan), plan, sources: {} })).plan).toEqual(plan);
  });
});

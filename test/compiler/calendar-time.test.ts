import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDuration,
  dateOfDay,
  dayOfDate,
  instantOf,
  isOpen,
  localOf,
  nextOpening,
  weekdayOf,
} from "../../compiler/calendar-time.ts";
import type { Calendar, Duration, Instant } from "../../compiler/plan.ts";
import { offsetsOf } from "../../compiler/zone-offsets.ts";

const HOUR = 3_600_000;
const from = Date.UTC(2026, 0, 1);
const until = Date.UTC(2031, 0, 1);

type Week = Calendar["week"];
const officeHours: Week = [0, 1, 2, 3, 4, 5, 6].map((day) => (day < 5 ? [[540, 1_020]] : []));
const lunchBreaks: Week = officeHours.map((hours) =>
  hours.flatMap(() => [[540, 720] as const, [780, 1_020] as const]),
);

function calendarIn(zone: string, week: Week = officeHours, closed: readonly string[] = []): Calendar {
  return { zone, offsets: offsetsOf(zone, from, until), week, closed: closed.map(dayOfDate), from, until };
}

const copenhagen = calendarIn("Europe/Copenhagen", officeHours, ["2026-12-25"]);
const newYork = calendarIn("America/New_York");
const roundTheClock = calendarIn(
  "Europe/Copenhagen",
  officeHours.map(() => [[0, 1_440]]),
);
const calendars = [copenhagen, newYork, calendarIn("Australia/Lord_Howe", lunchBreaks), roundTheClock];

const at = (calendar: Calendar, text: string): Instant => {
  const [date = "", time = ""] = text.split(" ");
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return instantOf(calendar, dayOfDate(date), hours * 60 + minutes);
};

const show = (calendar: Calendar, instant: Instant): string => {
  const { day, minute } = localOf(calendar, instant);
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${dateOfDay(day)} ${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
};

/** What the host's zone data shows, in the form of `show`. */
const oracle = (zone: string, instant: Instant): string =>
  new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
  }).format(instant);

describe("durations of the examples", () => {
  const cases: readonly [string, Duration, string][] = [
    ["2026-11-23 09:00", { businessMs: 4 * HOUR }, "2026-11-23 13:00"],
    ["2026-11-24 10:00", { businessDays: 1 }, "2026-11-25 10:00"],
    ["2026-11-27 16:00", { businessMs: 4 * HOUR }, "2026-11-30 12:00"],
    ["2026-11-27 16:00", { businessDays: 1 }, "2026-11-30 16:00"],
    ["2026-11-28 11:00", { businessDays: 1 }, "2026-12-01 09:00"],
    ["2026-11-28 11:00", { businessMs: 1 * HOUR }, "2026-11-30 10:00"],
    ["2026-12-24 12:00", { businessDays: 1 }, "2026-12-28 12:00"],
    ["2026-11-23 09:00", { businessMs: 8 * HOUR }, "2026-11-23 17:00"],
    ["2026-11-23 17:00", { businessMs: 1 * HOUR }, "2026-11-24 10:00"],
    ["2026-11-23 17:00", { businessDays: 1 }, "2026-11-25 09:00"],
    ["2027-01-31 08:00", { months: 1 }, "2027-02-28 08:00"],
    ["2027-10-31 08:00", { months: 4 }, "2028-02-29 08:00"],
    ["2026-10-24 12:00", { days: 1 }, "2026-10-25 12:00"],
    ["2026-10-24 12:00", { ms: 24 * HOUR }, "2026-10-25 11:00"],
    ["2027-03-27 02:30", { days: 1 }, "2027-03-28 03:30"],
    [
      "2026-11-30 08:00",
      { months: 1, days: 1, ms: HOUR, businessDays: 1, businessMs: HOUR },
      "2027-01-01 10:00",
    ],
  ];
  test.each(cases)("%s and %j is %s in Copenhagen", (start, length, end) => {
    expect(show(copenhagen, addDuration(copenhagen, at(copenhagen, start), length))).toBe(end);
  });

  test("the next open day with shorter hours ends the day at its closing", () => {
    const shortFridays = calendarIn(
      "Europe/Copenhagen",
      officeHours.map((hours, day) => (day === 4 ? [[540, 900]] : hours)),
    );
    const thursday = at(shortFridays, "2026-11-26 16:00");
    expect(show(shortFridays, addDuration(shortFridays, thursday, { businessDays: 1 }))).toBe(
      "2026-11-27 15:00",
    );
  });

  test("a time that comes twice is the first of the two", () => {
    expect(at(copenhagen, "2026-10-25 02:30")).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  test("beyond the horizon the last offset goes on and business time still ends", () => {
    const late = Date.UTC(2040, 5, 1, 12);
    expect(localOf(copenhagen, late).minute).toBe(13 * 60);
    expect(addDuration(copenhagen, late, { businessDays: 300 })).toBeGreaterThan(late);
  });

  test("a calendar that never opens throws and does not hang", () => {
    const shut = calendarIn(
      "Europe/Copenhagen",
      officeHours.map(() => []),
    );
    expect(() => nextOpening(shut, from)).toThrow("no open hours");
    expect(() => addDuration(shut, from, { businessMs: 1 })).toThrow("no open hours");
    expect(() => addDuration(shut, from, { businessDays: 1 })).toThrow("no open hours");
  });

  test("a calendar closed for a whole year opens after it", () => {
    const year = Array.from({ length: 365 }, (_, index) => dateOfDay(dayOfDate("2027-01-01") + index));
    const closed = calendarIn("Europe/Copenhagen", officeHours, year);
    expect(show(closed, nextOpening(closed, at(closed, "2027-01-01 00:00")))).toBe("2028-01-03 09:00");
  });
});

describe("local times", () => {
  const instants = fc.integer({ min: from, max: until - 1 });
  const anyCalendar = fc.constantFrom(...calendars);

  test("agree with the zone data of the host", () => {
    fc.assert(
      fc.property(anyCalendar, instants, (calendar, instant) => {
        expect(show(calendar, instant)).toBe(oracle(calendar.zone, instant));
      }),
      { numRuns: 500 },
    );
  });

  test("agree with it around each change of the clocks", () => {
    for (const calendar of calendars) {
      for (const [change] of calendar.offsets.slice(1)) {
        for (const instant of [change - 60_000, change - 1, change, change + 60_000]) {
          expect(show(calendar, instant)).toBe(oracle(calendar.zone, instant));
        }
      }
    }
  });

  test("lead back to the instant, or to the same time an overlap earlier", () => {
    fc.assert(
      fc.property(anyCalendar, instants, (calendar, instant) => {
        const local = localOf(calendar, instant);
        const back = instantOf(calendar, local.day, local.minute) + local.ms;
        expect(back).toBeLessThanOrEqual(instant);
        expect(localOf(calendar, back)).toEqual(local);
      }),
    );
  });

  test("dates and days are each other's inverse, and weekdays go on", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 200_000 }), (day) => {
        expect(dateOfDay(day)).toBe(new Date(day * 24 * HOUR).toISOString().slice(0, 10));
        expect(dayOfDate(dateOfDay(day))).toBe(day);
        expect((weekdayOf(day) + 1) % 7).toBe(new Date(day * 24 * HOUR).getUTCDay());
      }),
    );
  });
});

describe("additions", () => {
  const anyCalendar = fc.constantFrom(...calendars);
  const starts = fc.integer({ min: from, max: until });
  const lengths: fc.Arbitrary<Duration> = fc.record({
    months: fc.nat(14),
    days: fc.nat(40),
    ms: fc.nat(3 * 24 * HOUR),
    businessDays: fc.nat(15),
    businessMs: fc.nat(30 * HOUR),
  });
  const isWorkable = (calendar: Calendar, instant: Instant) =>
    isOpen(calendar, instant) || isOpen(calendar, instant - 1);

  test("never go back", () => {
    fc.assert(
      fc.property(anyCalendar, starts, lengths, (calendar, start, length) => {
        expect(addDuration(calendar, start, length)).toBeGreaterThanOrEqual(start);
      }),
    );
  });

  test("of business time end in open hours or at a closing", () => {
    fc.assert(
      fc.property(
        anyCalendar,
        starts,
        fc.nat(15),
        fc.nat(30 * HOUR),
        (calendar, start, businessDays, businessMs) => {
          fc.pre(businessDays + businessMs > 0);
          expect(isWorkable(calendar, addDuration(calendar, start, { businessDays, businessMs }))).toBe(true);
        },
      ),
    );
  });

  test("of exact and of open time add up when split", () => {
    fc.assert(
      fc.property(anyCalendar, starts, fc.nat(90 * HOUR), fc.nat(90 * HOUR), (calendar, start, a, b) => {
        for (const part of ["ms", "businessMs"] as const) {
          const first = addDuration(calendar, start, { [part]: a });
          expect(addDuration(calendar, first, { [part]: b })).toBe(
            addDuration(calendar, start, { [part]: a + b }),
          );
        }
      }),
    );
  });

  test("of business days add up when split, where all days have the same hours", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(copenhagen, newYork),
        starts,
        fc.nat(20),
        fc.nat(20),
        (calendar, start, a, b) => {
          const first = addDuration(calendar, start, { businessDays: a });
          const twice = addDuration(calendar, first, { businessDays: b });
          expect(twice).toBe(addDuration(calendar, start, { businessDays: a + b }));
        },
      ),
    );
  });

  test("of nothing change nothing", () => {
    fc.assert(
      fc.property(anyCalendar, starts, (calendar, start) => {
        expect(addDuration(calendar, start, { days: 0, businessDays: 0, businessMs: 0 })).toBe(start);
      }),
    );
  });

  test("of open time use exactly so much open time", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(copenhagen, newYork),
        starts,
        fc.integer({ min: 1, max: 40 }),
        (calendar, start, minutes) => {
          const end = addDuration(calendar, start, { businessMs: minutes * 60_000 });
          let open = 0;
          for (let instant = start; instant < end; instant += 1_000)
            if (isOpen(calendar, instant)) open += 1_000;
          expect(Math.abs(open - minutes * 60_000)).toBeLessThanOrEqual(1_000);
        },
      ),
      { numRuns: 5 },
    );
  });
});

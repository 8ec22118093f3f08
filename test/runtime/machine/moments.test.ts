/** Moments: docs/language.md, section 10 and rule 6, "Clocks"; faults E1 to E3. */
import { describe, expect, test } from "vitest";
import { dayOfDate, instantOf } from "../../../compiler/calendar-time.ts";
import { resolveCalendar } from "../../../compiler/calendars.ts";
import type { Calendar, Moment, Recurrence } from "../../../compiler/plan.ts";
import { comesAt, isOverAt, type MomentView, nextOf } from "../../../runtime/machine/moments.ts";
import { showLocal } from "../../../runtime/simulate/play-scenario.ts";
import { modelOf } from "../../compiler/model-of.ts";

/** Open Monday to Friday, 09:00 to 17:00, in summer time from 2026-03-29 to 2026-10-25. */
const calendar: Calendar = (() => {
  const text = `calendar office { zone "Europe/Berlin"  open mon to fri 09:00 to 17:00  closed 2027-01-01 }`;
  const declared = modelOf({ "a.journey": text }).calendars.get("office");
  if (declared === undefined) throw new Error("no calendar");
  return resolveCalendar(declared, { from: 2026, years: 3 });
})();

const local = (text: string) => {
  const [date = "", time = "00:00"] = text.split(" ");
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return instantOf(calendar, dayOfDate(date), hours * 60 + minutes);
};
const view = (more: Partial<MomentView> = {}): MomentView => ({ calendar, fields: {}, ...more });
const shown = (moment: Moment, more: Partial<MomentView> = {}): string | null => {
  const at = comesAt(moment, view(more));
  return at === null ? null : showLocal(calendar, at);
};
const on = (date: string): Moment["anchor"] => ({ from: "date", date });

describe("a moment", () => {
  const cases: readonly [said: string, moment: Moment, comes: string][] = [
    ["a date begins with its day", { anchor: on("2026-06-02") }, "2026-06-02 00:00"],
    ["a date with a time", { anchor: on("2026-06-02 14:30") }, "2026-06-02 14:30"],
    [
      "days before, at a time",
      { anchor: on("2026-06-02"), before: { days: 3 }, time: 540 },
      "2026-05-30 09:00",
    ],
    [
      "on the next open day the time of day stays",
      { anchor: on("2026-06-02"), before: { days: 3 }, time: 540, openDay: true },
      "2026-06-01 09:00",
    ],
    [
      "a date on the next open day comes when its hours begin",
      { anchor: on("2026-05-30"), openDay: true },
      "2026-06-01 09:00",
    ],
    ["an open day stays as it is", { anchor: on("2026-06-02"), openDay: true }, "2026-06-02 09:00"],
    [
      "business days before a date",
      { anchor: on("2026-06-02"), before: { businessDays: 3 }, time: 540 },
      "2026-05-28 09:00",
    ],
    [
      "business days before a Sunday",
      { anchor: on("2026-05-31"), before: { businessDays: 1 }, time: 540 },
      "2026-05-29 09:00",
    ],
    [
      "business hours before a date",
      { anchor: on("2026-06-02"), before: { businessMs: 9 * 3_600_000 } },
      "2026-05-29 16:00",
    ],
    ["hours before a date", { anchor: on("2026-06-02"), before: { ms: 36 * 3_600_000 } }, "2026-05-31 12:00"],
    [
      "E3: a month before clips at the month's end",
      { anchor: on("2026-03-31"), before: { months: 1 } },
      "2026-02-28 00:00",
    ],
    [
      "E3: a year after the 29th of February",
      { anchor: on("2028-02-29"), before: { months: 12 } },
      "2027-02-28 00:00",
    ],
    [
      "E3: a day over the change of the clocks keeps the time",
      { anchor: on("2026-03-28 09:00"), after: { days: 1 } },
      "2026-03-29 09:00",
    ],
    [
      "E3: 24 hours do not",
      { anchor: on("2026-03-28 09:00"), after: { ms: 86_400_000 } },
      "2026-03-29 10:00",
    ],
    [
      "E1: a time that the clock skips moves on by what is skipped",
      { anchor: on("2026-03-29"), time: 150 },
      "2026-03-29 03:30",
    ],
  ];
  test.each(cases)("%s", (_, moment, comes) => expect(shown(moment)).toBe(comes));

  test("E1: of a time that comes twice it is the first", () => {
    expect(comesAt({ anchor: on("2026-10-25"), time: 150 }, view())).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  test("a time of day is the first from where it is looked for", () => {
    const nine: Moment = { anchor: { from: "start" }, time: 540 };
    expect(shown(nine, { start: local("2026-06-02 08:00") })).toBe("2026-06-02 09:00");
    expect(shown(nine, { start: local("2026-06-02 09:00") })).toBe("2026-06-02 09:00");
    expect(shown(nine, { start: local("2026-06-02 09:01") })).toBe("2026-06-03 09:00");
  });

  test("is not known over a field that is blank, or holds no date", () => {
    const moment: Moment = { anchor: { from: "field", field: "end" }, before: { days: 1 } };
    expect(shown(moment)).toBeNull();
    expect(shown(moment, { fields: { end: null } })).toBeNull();
    expect(shown(moment, { fields: { end: "soon" } })).toBeNull();
    expect(shown(moment, { fields: { end: "2026-06-02" } })).toBe("2026-06-01 00:00");
  });

  test("is not known over an event that has not happened, and counts from the latest of a set", () => {
    const moment: Moment = { anchor: { from: "event", events: ["a", "b"] }, after: { ms: 3_600_000 } };
    expect(shown(moment, { lastInJourney: {} })).toBeNull();
    const lastInJourney = { a: local("2026-06-02 10:00"), b: local("2026-06-03 10:00") };
    expect(shown(moment, { lastInJourney })).toBe("2026-06-03 11:00");
  });

  test("the earlier of two is the one that is known, the later waits for both", () => {
    const of: readonly Moment[] = [{ anchor: on("2026-06-02") }, { anchor: { from: "field", field: "end" } }];
    expect(shown({ anchor: { from: "earlier", of } })).toBe("2026-06-02 00:00");
    expect(shown({ anchor: { from: "later", of } })).toBeNull();
    const fields = { end: "2026-06-01" };
    expect(shown({ anchor: { from: "earlier", of } }, { fields })).toBe("2026-06-01 00:00");
    expect(shown({ anchor: { from: "later", of } }, { fields })).toBe("2026-06-02 00:00");
  });

  test.each([
    ["day", "2026-05-16 00:00"],
    ["week", "2026-05-18 00:00"],
    ["month", "2026-06-01 00:00"],
    ["quarter", "2026-07-01 00:00"],
    ["year", "2027-01-01 00:00"],
  ] as const)("a %s ends with its last day", (of, comes) => {
    expect(shown({ anchor: { from: "end", of } }, { start: local("2026-05-15 12:00") })).toBe(comes);
  });

  test("what lasts until a date lasts to the end of its day", () => {
    const over = (moment: Moment) => showLocal(calendar, isOverAt(moment, view()) ?? 0);
    expect(over({ anchor: on("2026-06-02") })).toBe("2026-06-03 00:00");
    expect(over({ anchor: on("2026-06-02"), before: { days: 1 } })).toBe("2026-06-02 00:00");
    expect(over({ anchor: on("2026-06-02"), time: 540 })).toBe("2026-06-02 09:00");
    expect(over({ anchor: on("2026-06-02"), before: { ms: 3_600_000 } })).toBe("2026-06-01 23:00");
  });
});

describe("again and again", () => {
  const days = (again: Recurrence, since: string, count: number): readonly string[] => {
    let at = local(since);
    return Array.from({ length: count }, () => {
      at = nextOf(again, at, view({ stageAt: local("2026-06-01 12:00") })) ?? Number.NaN;
      return showLocal(calendar, at);
    });
  };

  test("every second Tuesday from a date, whatever came before", () => {
    const again: Recurrence = { every: { days: 14 }, weekday: 1, from: "2026-06-01", time: 540 };
    expect(days(again, "2026-01-01", 2)).toEqual(["2026-06-02 09:00", "2026-06-16 09:00"]);
    expect(days(again, "2027-03-01", 2)).toEqual(["2027-03-09 09:00", "2027-03-23 09:00"]);
  });

  test("every month clips at the month's end and comes back to its day", () => {
    const again: Recurrence = { every: { months: 1 }, from: "2026-01-31", time: 0 };
    expect(days(again, "2026-02-01", 3)).toEqual([
      "2026-02-28 00:00",
      "2026-03-31 00:00",
      "2026-04-30 00:00",
    ]);
  });

  test("a closed day moves on, and what then falls on one day comes once", () => {
    const again: Recurrence = { every: { days: 1 }, time: 540, openDay: true };
    expect(days(again, "2026-12-31 08:00", 3)).toEqual([
      "2026-12-31 09:00",
      "2027-01-04 09:00",
      "2027-01-05 09:00",
    ]);
  });

  test("E2: a time that the clock skips is moved on and not left out", () => {
    const again: Recurrence = { every: { days: 1 }, from: "2026-03-01", time: 150 };
    expect(days(again, "2026-03-28 02:30", 2)).toEqual(["2026-03-29 03:30", "2026-03-30 02:30"]);
  });
});

test("E4: a zone that skipped a day goes on without it", () => {
  const text = `calendar apia { zone "Pacific/Apia"  open mon to sun 09:00 to 17:00 }`;
  const declared = modelOf({ "a.journey": text }).calendars.get("apia");
  if (declared === undefined) throw new Error("no calendar");
  const apia = resolveCalendar(declared, { from: 2011, years: 2 });
  const after = (moment: Moment) => showLocal(apia, comesAt(moment, { calendar: apia, fields: {} }) ?? 0);
  // The 30th of December 2011 did not exist there: its times are those of the 31st.
  expect(after({ anchor: on("2011-12-29"), after: { days: 1 }, time: 540 })).toBe("2011-12-31 09:00");
  expect(after({ anchor: on("2011-12-29 12:00"), after: { days: 2 } })).toBe("2011-12-31 12:00");
});

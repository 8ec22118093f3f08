import { describe, expect, test } from "vitest";
import { dateOfDay } from "../../compiler/calendar-time.ts";
import { resolveCalendar } from "../../compiler/calendars.ts";
import type { Calendar } from "../../compiler/plan.ts";
import { offsetsOf } from "../../compiler/zone-offsets.ts";
import type { CalendarDeclaration, Weekday } from "../../language/ast.ts";

const span = { file: "calendars.journey", start: 0, end: 0 };
const name = (text: string) => ({ kind: "Name", text, span }) as const;
const time = (text: string) => ({ kind: "TimeLiteral", text, span }) as const;

interface Lines {
  readonly zone?: string;
  readonly open?: readonly [from: Weekday, to: Weekday, start: string, end: string][];
  readonly closed?: readonly string[];
  readonly holidays?: readonly string[];
}

function resolve(
  { zone = "Europe/Copenhagen", open = [], closed = [], holidays = [] }: Lines,
  years = 5,
): Calendar {
  const declaration: CalendarDeclaration = {
    kind: "CalendarDeclaration",
    name: name("nordic"),
    zone: { kind: "Text", text: zone, placeholders: [], span },
    open: open.map(([from, to, start, end]) => ({
      days: { from, to, span },
      hours: { from: time(start), to: time(end), span },
      span,
    })),
    closed: closed.map((text) => ({ kind: "DateLiteral", text, span })),
    holidays: holidays.map((text) => ({ kind: "CodeLiteral", text, span })),
    span,
  };
  return resolveCalendar(declaration, { from: 2026, years });
}

const show = (instant: number) => new Date(instant).toISOString().slice(0, 16);

describe("offsets", () => {
  const cases: readonly [zone: string, readonly (readonly [string, number])[]][] = [
    [
      "Europe/Copenhagen",
      [
        ["2026-01-01T00:00", 60],
        ["2026-03-29T01:00", 120],
        ["2026-10-25T01:00", 60],
      ],
    ],
    [
      "America/New_York",
      [
        ["2026-01-01T00:00", -300],
        ["2026-03-08T07:00", -240],
        ["2026-11-01T06:00", -300],
      ],
    ],
    [
      "Australia/Lord_Howe",
      [
        ["2026-01-01T00:00", 660],
        ["2026-04-04T15:00", 630],
        ["2026-10-03T15:30", 660],
      ],
    ],
    ["UTC", [["2026-01-01T00:00", 0]]],
    ["Asia/Kolkata", [["2026-01-01T00:00", 330]]],
  ];
  test.each(cases)("of %s in 2026, to the minute", (zone, expected) => {
    const found = resolve({ zone }, 1).offsets;
    expect(found.map(([from, minutes]) => [show(from), minutes])).toEqual(expected);
  });

  test("of a zone that leaves its summer time for a month are all found", () => {
    const offsets = offsetsOf("Africa/Casablanca", Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1));
    expect(offsets.map(([, minutes]) => minutes)).toEqual([60, 0, 60]);
  });

  test("of a zone that does not exist are refused", () => {
    expect(() => resolve({ zone: "Europe/Copenhagn" })).toThrow(RangeError);
  });
});

describe("open hours", () => {
  test("of several lines merge, and keep their breaks", () => {
    const { week } = resolve({
      open: [
        ["mon", "tue", "13:00", "17:00"],
        ["mon", "mon", "09:00", "12:00"],
        ["tue", "tue", "09:00", "13:00"],
      ],
    });
    expect(week.slice(0, 3)).toEqual([
      [
        [540, 720],
        [780, 1_020],
      ],
      [[540, 1_020]],
      [],
    ]);
  });

  test("may go over the weekend and until midnight", () => {
    const { week } = resolve({ open: [["sat", "mon", "20:00", "00:00"]] });
    expect(week.map((hours) => hours.length)).toEqual([1, 0, 0, 0, 0, 1, 1]);
    expect(week[6]).toEqual([[1_200, 1_440]]);
  });
});

describe("closed days", () => {
  const dates = (lines: Lines) => resolve(lines, 1).closed.map(dateOfDay);

  test("are the public holidays of the country", () => {
    const danish = dates({ holidays: ["DK"] });
    expect(danish).toContain("2026-04-06");
    expect(danish).toContain("2026-12-25");
    expect(danish).not.toContain("2026-12-24");
    expect(danish).toHaveLength(10);
  });

  test("are those of a part of the country where one is named", () => {
    expect(dates({ holidays: ["DE-BY"] })).toContain("2026-01-06");
    expect(dates({ holidays: ["DE"] })).not.toContain("2026-01-06");
  });

  test("of a place without a table are refused, and not none", () => {
    expect(() => dates({ holidays: ["XX"] })).toThrow("no table of holidays for XX");
  });

  test("are listed dates too, ascending and once each", () => {
    expect(dates({ closed: ["2026-12-24", "2026-01-01"], holidays: ["DK"] })).toEqual(
      [...new Set([...dates({ holidays: ["DK"] }), "2026-12-24"])].sort(),
    );
  });

  test("are all the days of a feast, and none of a half holiday", () => {
    expect(dates({ holidays: ["SA"] })).toEqual(
      expect.arrayContaining(["2026-03-19", "2026-03-20", "2026-03-21"]),
    );
    expect(dates({ holidays: ["IS"] })).not.toContain("2026-12-24");
  });
});

test("the horizon is stated in whole years of UTC", () => {
  const { from, until } = resolve({});
  expect([show(from), show(until)]).toEqual(["2026-01-01T00:00", "2031-01-01T00:00"]);
});

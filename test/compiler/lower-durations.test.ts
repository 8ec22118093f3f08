import { expect, test } from "vitest";
import { exactMs, lowerDuration } from "../../compiler/lower/durations.ts";
import type { Duration } from "../../compiler/plan.ts";
import type * as ast from "../../language/ast.ts";

const HOUR = 3_600_000;

/** Reads `2 business days 3 hours`. */
function written(text: string): ast.Duration {
  const parts = [...text.matchAll(/([\d.]+) (?:(business|calendar) )?(\w+?)s?(?: |$)/g)].map(
    ([, amount, counting, unit]) => ({
      amount: Number(amount),
      ...(counting !== undefined && { counting: counting as ast.Counting }),
      unit: unit as ast.Unit,
    }),
  );
  return { kind: "Duration", parts, span: { file: "a.journey", start: 0, end: 0 } };
}

const cases: readonly [string, Duration][] = [
  ["90 minutes", { ms: 1.5 * HOUR }],
  ["0.5 hours", { ms: HOUR / 2 }],
  ["3 days", { ms: 72 * HOUR }],
  ["8 weeks", { ms: 8 * 7 * 24 * HOUR }],
  ["2 weeks 3 hours", { ms: (2 * 7 * 24 + 3) * HOUR }],
  ["3 calendar days", { days: 3 }],
  ["2 calendar weeks", { days: 14 }],
  ["1 month", { months: 1 }],
  ["1 calendar month", { months: 1 }],
  ["1 quarter", { months: 3 }],
  ["2 years", { months: 24 }],
  ["4 business hours", { businessMs: 4 * HOUR }],
  ["30 business minutes", { businessMs: HOUR / 2 }],
  ["1 business day", { businessDays: 1 }],
  ["2 business weeks", { businessDays: 10 }],
  [
    "1 month 2 calendar days 3 hours 4 business days 5 business hours",
    { months: 1, days: 2, ms: 3 * HOUR, businessDays: 4, businessMs: 5 * HOUR },
  ],
];

test.each(cases)("%s is %j", (text, expected) => {
  expect(lowerDuration(written(text))).toEqual(expected);
});

test("a month has no open hours, and half a business day is no length", () => {
  expect(() => lowerDuration(written("1 business month"))).toThrow("no month counts in open hours");
  expect(() => lowerDuration(written("0.5 business days"))).toThrow("0.5 day is not whole");
});

test("an exact length refuses dates and open hours", () => {
  expect(exactMs(written("1 day"))).toBe(24 * HOUR);
  expect(() => exactMs(written("1 month"))).toThrow("must be exact");
  expect(() => exactMs(written("1 day 1 business day"))).toThrow("must be exact");
});

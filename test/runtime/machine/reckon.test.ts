/** What values come to (docs/language.md, "Computed fields"): one function, and one result where there is none. */
import { describe, expect, test } from "vitest";
import type { Operand, Value } from "../../../compiler/plan.ts";
import { givenFor, reckon, withComputed, workOut } from "../../../runtime/machine/reckon.ts";

const EUR = (amount: number): Value => ({ amount, currency: "EUR" });
const DAY = 86_400_000;
const days = (count: number): Value => ({ ms: count * DAY });

const cases: readonly [Value, "+" | "-" | "*" | "/", Value, Value][] = [
  [1, "+", 2, 3],
  [7, "/", 2, 3.5],
  [EUR(5), "-", EUR(2), EUR(3)],
  [EUR(5), "*", 3, EUR(15)],
  [3, "*", EUR(5), EUR(15)],
  [EUR(5), "/", 2, EUR(2.5)],
  [EUR(5), "/", EUR(2), 2.5],
  [days(2), "+", days(3), days(5)],
  [days(2), "*", 3, days(6)],
  [days(6), "/", days(3), 2],
  ["2026-03-01", "-", "2026-02-01", days(28)],
  ["2026-01-31", "+", { months: 1 }, "2026-02-28"],
  ["2026-03-31", "-", { months: 1 }, "2026-02-28"],
  [{ months: 12, ms: DAY }, "+", "2024-02-28", "2025-03-01"],
  ["2026-12-31", "+", days(1), "2027-01-01"],
  // Nothing comes of these, and nothing is blank.
  [1, "/", 0, null],
  [EUR(1), "/", EUR(0), null],
  [EUR(1), "/", 0, null],
  [days(1), "/", days(0), null],
  [null, "+", 1, null],
  [EUR(1), "*", null, null],
  ["2026-01-01", "+", null, null],
  [null, "-", "2026-01-01", null],
  [EUR(1), "+", { amount: 1, currency: "USD" }, null],
  ["9999-12-31", "+", days(1), null],
  [1e308, "*", 10, null],
];

test.each(cases)("%j %s %j is %j", (left, operator, right, result) => {
  expect(reckon(operator, left, right)).toEqual(result);
});

const field = (name: string): Operand => ({ of: "subject", field: name });
const value = (constant: Value): Operand => ({ of: "value", value: constant });
const of = (left: Operand, operator: "+" | "-" | "*" | "/", right: Operand): Operand => ({
  of: "computed",
  operator,
  left,
  right,
});

describe("computed fields", () => {
  const computed = {
    // In no order: one is worked out before its part.
    value: of(field("yearly"), "*", value(2)),
    yearly: of(field("seats"), "*", field("price")),
    share: of(value(1), "/", field("seats")),
  };

  test("follow from their parts, whatever was said of them", () => {
    const fields = { seats: 3, price: EUR(10), value: EUR(1), other: "x" };
    expect(withComputed(computed, fields)).toEqual({
      ...fields,
      value: EUR(60),
      yearly: EUR(30),
      share: 0.333333333333,
    });
    expect(withComputed(computed, { seats: 0 })).toMatchObject({ value: null, yearly: null, share: null });
  });

  test("are told by the fields that somebody gives", () => {
    expect(givenFor(computed, "value")).toEqual(["seats", "price"]);
    expect(givenFor(computed, "price")).toEqual(["price"]);
  });

  test("are rounded to twelve digits, so that a limit holds of what reaches it", () => {
    const tenths = of(of(value(0.1), "+", value(0.2)), "*", value(100));
    expect(workOut(tenths, () => null)).toBe(30);
  });
});

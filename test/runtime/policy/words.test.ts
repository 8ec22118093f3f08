import { describe, expect, it } from "vitest";
import type { Duration, Value } from "../../../compiler/plan.ts";
import {
  conditionWords,
  daysWords,
  durationWords,
  fillTemplate,
  valueWords,
} from "../../../runtime/policy/words.ts";

describe("words", () => {
  it.each<[Duration, string]>([
    [{ ms: 86_400_000 }, "24 hours"],
    [{ ms: 7 * 86_400_000 }, "7 days"],
    [{ ms: 90 * 60_000 }, "90 minutes"],
    [{ days: 1 }, "1 calendar day"],
    [{ businessDays: 3 }, "3 business days"],
    [{ businessMs: 4 * 3_600_000 }, "4 business hours"],
    [{}, "0 minutes"],
  ])("say how long: %j", (length, expected) => {
    expect(durationWords(length)).toBe(expected);
  });

  it.each<[Value, string]>([
    [{ amount: 100_000, currency: "EUR" }, "100_000 EUR"],
    [1_234_567.5, "1_234_567.5"],
    [9_999, "9999"],
    [-20_000, "-20_000"],
    [true, "yes"],
    [null, "blank"],
  ])("write a value as the language does: %j", (value, expected) => {
    expect(valueWords(value)).toBe(expected);
  });

  it("say which days", () => {
    expect(daysWords([0, 1, 2, 3, 4])).toBe("mon to fri");
    expect(daysWords([0, 2])).toBe("mon, wed");
  });

  it("say a condition", () => {
    const field = { of: "subject", field: "country" } as const;
    expect(
      conditionWords({
        is: "all",
        of: [
          { is: "in", left: field, values: ["DK", "SE"], blank: false },
          { is: "not", of: { is: "blank", left: field } },
        ],
      }),
    ).toBe("country in (DK, SE) and not country is blank");
  });
});

describe("a template", () => {
  const subject = { company: "Nordpay", amount: { amount: 25_000, currency: "EUR" }, job_title: null };

  it("is filled in, the event before the subject, and a blank is said", () => {
    expect(fillTemplate("{company} has signed: {amount}", subject, null)).toBe(
      "Nordpay has signed: 25,000 EUR",
    );
    expect(fillTemplate("{amount} of {job_title}, {nothing}", subject, { amount: 5 })).toBe(
      "5 of unknown, unknown",
    );
  });

  it("is filled in once: a value is data", () => {
    expect(fillTemplate("Call {company}", { company: "{amount}", amount: 1 }, null)).toBe("Call {amount}");
  });
});

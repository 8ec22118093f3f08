import { describe, expect, it } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { currenciesOf } from "../../../compiler/types/currencies.ts";
import { expectChecks, filesAround, stage } from "../check-source.ts";

describe("currencies", () => {
  it("holds a field to the currency it is first given in", () => {
    expectChecks(
      stage(`
        if amount > 5 EUR counting blank as no { send welcome }
        if amount > «5 USD» counting blank as no { send welcome }
        stay
      `),
      [{ code: "two-currencies", help: "Write the amount in EUR." }],
    );
  });

  it("takes an event's field of the same name for the same", () => {
    expectChecks(
      `${stage("if amount > 5 EUR counting blank as no { send welcome }  stay")}
      scenario "x" of trial {
        given { email: "a@example.com"  name: "Kim" }
        start 2026-11-23 09:00
        at 1 hour bought { amount: «5 DKK» }
      }`,
      [{ code: "two-currencies" }],
    );
  });

  it("lets a scenario settle nothing of what is compiled", () => {
    const currencyIn = (text: string) => {
      const { model } = checkWorkspace({ files: filesAround(text) });
      return currenciesOf(model).get("lead.amount");
    };
    const tested = (line: string) => `${stage(line)}
      scenario "x" of trial {
        given { email: "a@example.com"  name: "Kim" }
        start 2026-11-23 09:00
        at 1 hour bought { amount: 5 DKK }
      }`;
    expect(currencyIn(tested("stay"))).toBeUndefined();
    expect(currencyIn(tested("if amount > 5 DKK counting blank as no { send welcome }  stay"))).toBe("DKK");
  });
});

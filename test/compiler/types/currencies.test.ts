import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

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
});

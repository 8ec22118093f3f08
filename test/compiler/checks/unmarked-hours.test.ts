import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const CODE = { code: "unmarked-hours" };

describe("unmarked-hours", () => {
  it("asks of a person's clock whether closed hours count", () => {
    expectChecks("ladder slow { within «48 hours»  after «2 days» remind  at last note it }", [
      { ...CODE, help: "Write `48 business hours` or `48 calendar hours`." },
      { ...CODE, help: "Write `2 business days` or `2 calendar days`." },
    ]);
  });

  it("takes what is marked, and minutes", () => {
    expectChecks("ladder slow { within 2 calendar days  after 30 minutes remind  at last note it }", []);
  });

  it("may be silenced with a reason", () => {
    expectChecks(
      'ladder slow { within 48 hours  at last note it  allow unmarked-hours because "The desk never closes" }',
      [],
    );
  });
});

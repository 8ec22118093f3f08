import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

describe("no-path-to-exit", () => {
  it("finds stages that only lead to each other, though the customer may end it", () => {
    expectChecks(
      journey(`
        stage «first» { owner sales  lasts at most 3 days, then -> second  stay }
        stage «second» { owner sales  lasts at most 3 days, then -> first  stay }
      `),
      [{ code: "no-path-to-exit" }, { code: "no-path-to-exit" }],
    );
  });

  it("takes an exit behind a handler", () => {
    expectChecks(
      journey(`
        stage first { owner sales  lasts at most 3 days, then -> second  stay }
        stage second { owner sales  lasts at most 3 days, then -> first  on asked exit done  stay }
      `),
      [],
    );
  });
});

import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

describe("split-not-100", () => {
  it("wants the arms to be everybody", () => {
    expectChecks(stage("split «half» { a 50% b 40% } stay"), [
      { code: "split-not-100", message: "The arms of split `half` add up to 90%." },
    ]);
    expectChecks(stage("split third { a 33.3% b 33.3% c 33.4% } stay"), []);
  });
});

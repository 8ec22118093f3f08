import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "beyond-horizon" } as const;

describe("beyond-horizon (rule 6)", () => {
  it("reports a date of the last year that is resolved, or later", () => {
    const today = { today: "2026-11-22" };
    expectChecks(stage("wait until «2030-01-01»  stay"), [CODE], today);
    expectChecks(stage("at 3 days before «2031-05-01» exit done  stay"), [CODE], today);
    expectChecks(stage("wait until 2029-12-31  stay"), [], today);
  });

  it("says nothing where nobody says which day it is", () => {
    expectChecks(stage("wait until 2031-05-01  stay"), []);
  });
});

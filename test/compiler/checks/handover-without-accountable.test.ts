import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

describe("handover-without-accountable", () => {
  it("wants one role that answers for the passage", () => {
    expectChecks(
      journey(`
        stage first { owner marketing  lasts at most 3 days, then -> second through over  stay }
        stage second { owner sales  lasts at most 3 days, then exit done  stay }
        handover «over» from first to second { receiver sales  accept on daily }
      `),
      [{ code: "handover-without-accountable", help: "Add `accountable ROLE`." }],
    );
  });
});

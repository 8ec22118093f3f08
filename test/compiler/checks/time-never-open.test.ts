import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "time-never-open" } as const;

describe("time-never-open", () => {
  it("reports a time of an open day at which it is closed", () => {
    expectChecks(stage("at 3 days after entry, «20:00», on the next open day exit done  stay"), [CODE]);
    expectChecks(stage("wait until 3 days after entry, on the next open day, «08:59»  stay"), [CODE]);
  });

  it("takes the hours, their end, and what needs nobody", () => {
    expectChecks(stage("at 3 days after entry, 09:00, on the next open day exit done  stay"), []);
    expectChecks(stage("at 3 days after entry, 17:00, on the next open day exit done  stay"), []);
    expectChecks(stage("at 3 days after entry, 20:00 exit done  stay"), []);
  });
});

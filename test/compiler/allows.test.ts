import { describe, it } from "vitest";
import { expectChecks, stage } from "./check-source.ts";

describe("allow", () => {
  it("refuses a code that no check has", () => {
    expectChecks(stage('allow «mesage-on-time-alone» because "x"  stay'), [
      { code: "allow-unknown-code", help: "Did you mean `message-on-time-alone`?" },
    ]);
  });

  it("refuses a code without which a run would do something else", () => {
    expectChecks(stage('allow «retired-message» because "x"  stay'), [{ code: "allow-refused" }]);
  });

  it("warns of one that silences nothing", () => {
    expectChecks(stage('«allow message-on-time-alone because "x"»  send welcome  stay'), [
      { code: "unused-allow" },
    ]);
  });

  it("silences nothing beyond the block that it stands in", () => {
    expectChecks(
      stage(`
        every 9 days, at most 3 times { allow message-on-time-alone because "x"  send welcome }
        every 9 days, at most 3 times { send «story» }
        stay
      `),
      [{ code: "message-on-time-alone" }],
    );
  });
});

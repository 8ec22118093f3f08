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

  it("says why a wait without a bound cannot be allowed", () => {
    expectChecks(stage('allow «wait-without-bound» because "x"  task «call» "Call" by sales  stay'), [
      {
        code: "allow-refused",
        message:
          "`wait-without-bound` cannot be silenced: a run has to be told when silence ends and what it leads to.",
      },
      { code: "wait-without-bound" },
    ]);
  });

  it("takes a misspelt code for what it was meant to be, and tells only of that", () => {
    expectChecks(stage('allow «mesage-on-time-alone» because "x"  wait 2 days  send welcome  stay'), [
      { code: "allow-unknown-code" },
    ]);
  });

  it("does not call one unused where what it allows may be lost", () => {
    expectChecks(stage('allow message-on-time-alone because "x"  wait 2 «dayz»  send welcome  stay'), [
      { code: "unexpected-word" },
    ]);
  });

  it("warns of one that silences nothing", () => {
    expectChecks(stage('«allow message-on-time-alone because "x"»  send welcome  stay'), [
      { code: "unused-allow" },
    ]);
  });

  it("silences nothing beyond the block that it stands in", () => {
    expectChecks(
      stage(`
        every 3 days, at most 3 times { allow message-on-time-alone because "x"  send welcome }
        every 3 days, at most 3 times { send «story» }
        stay
      `),
      [{ code: "message-on-time-alone" }],
    );
  });
});

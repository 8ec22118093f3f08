import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "message-on-time-alone" };

describe("message-on-time-alone", () => {
  it("warns of a message after a plain wait, and in a loop", () => {
    expectChecks(stage("wait 2 days  send «welcome»  every 9 days, at most 3 times { send «story» }  stay"), [
      CODE,
      CODE,
    ]);
  });

  it("sees through a split: a lot is no signal", () => {
    expectChecks(stage("wait 2 days  split half { a 50% { send «welcome» } b 50% }  stay"), [CODE]);
  });

  it.each([
    "send welcome  stay",
    "wait up to 3 days for asked { got { send welcome } none { send story } }  stay",
    "wait 2 days  if opted_out { send welcome }  stay",
    "wait 2 days  wait up to 3 days for asked { none go on }  send welcome  stay",
    "every 3 days, at most 3 times { if opted_out { send story } }  stay",
    "wait 2 days  send welcome, once approved by the holder, on daily  stay",
  ])("is content with: %s", (steps) => expectChecks(stage(steps), []));

  it("may be silenced with a reason, within the stage or the block", () => {
    const allow = 'allow message-on-time-alone because "A magazine"';
    expectChecks(stage(`${allow}  wait 2 days  send welcome  stay`), []);
    expectChecks(
      stage(`wait 2 days  send «welcome»  every 9 days, at most 3 times { ${allow} send story }  stay`),
      [CODE],
    );
  });
});

import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

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

  it.each<[where: string, source: string]>([
    ["a handler of a moment", stage("at 3 days after entry { send «welcome» }  stay")],
    ["days that come again", stage("at every monday, 09:00 { send «welcome» }  stay")],
    ["a date that is everybody's", stage("wait until 2026-12-24  send «welcome»  stay")],
    [
      "every stage",
      journey(`in every stage { at 3 days after journey entry { send «welcome» } }
        stage first { owner sales  lasts at most 9 days, then exit done  stay }`),
    ],
    ["a wait in a handler", stage("on asked { wait 3 days  send «welcome» }  stay")],
    [
      "what follows an exit",
      journey(`stage first { owner sales  lasts at most 9 days, then exit done  stay }
        after exit done, owner sales, for at most 9 days { wait 3 days  send «welcome» }`),
    ],
  ])("looks at %s", (_, source) => expectChecks(source, [CODE]));

  it.each([
    "at 3 days before seen { send welcome }  stay",
    "at 3 days after asked { send welcome }  stay",
    "at 3 days after entry, after asked { send welcome }  stay",
    "wait until 3 days before seen  send welcome  stay",
    "when no signs for 9 days { send welcome }  stay",
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

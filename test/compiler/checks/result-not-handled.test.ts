import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "result-not-handled" };

describe("result-not-handled", () => {
  it("wants each answer of a right", () => {
    expectChecks(stage("decide «discount» { approved exit done }"), [
      { ...CODE, help: "Add `declined` and where it leads" },
    ]);
  });

  it("knows the answers of a right", () => {
    expectChecks(stage("decide discount { approved exit done  «declind» stay }"), [
      { code: "unknown-result", help: "Did you mean `declined`?" },
    ]);
  });

  it("wants the bound of a wait, and lets `got` go on", () => {
    expectChecks(stage("«wait up to 3 days for asked { got { send welcome } }» stay"), [CODE]);
    expectChecks(stage("«wait up to 3 days until opted_out» stay"), [CODE]);
    expectChecks(stage("wait up to 3 days until opted_out { none go on } stay"), []);
  });

  it("knows that a wait for a time has one end", () => {
    expectChecks(stage("wait 3 days { «got» exit done } stay"), [{ code: "unknown-result" }]);
  });

  it("wants `otherwise`, unless the arms leave nobody out", () => {
    const chooses = (arms: string) => stage(`${arms}  stay`);
    expectChecks(chooses('«choose { when name contains "x" { send welcome } }»'), [
      { ...CODE, help: "Add `otherwise` and where it leads" },
    ]);
    expectChecks(chooses("«choose { when stage is blank go on  when stage is small { send welcome } }»"), [
      CODE,
    ]);
    expectChecks(
      chooses(
        "choose { when stage is blank go on  when stage is small { send welcome }  when stage is large go on }",
      ),
      [],
    );
    expectChecks(chooses("choose { when discount < 5% go on  when discount >= 5% { send welcome } }"), []);
  });

  it("is silent about a right that has no answers", () => {
    expectChecks(
      `right «terms» of lead about discount { owner head  order head  ask head when discount >= 0% or discount < 0%  answer on daily }
      ${stage("decide terms { approved exit done }")}`,
      [{ code: "missing-part" }],
    );
  });

  it("wants the bound of parallel tracks", () => {
    expectChecks(stage("«together up to 3 days until all { a { wait 1 day } }» exit done"), [
      {
        ...CODE,
        message: "This `together` leaves `none` without a consequence.",
      },
    ]);
    expectChecks(stage("together up to 3 days until all { a { wait 1 day } none go on } exit done"), []);
    expectChecks(
      stage("together up to 3 days until all { a { wait 1 day } «a» go on none go on } exit done"),
      [{ code: "duplicate-name" }],
    );
  });

  it("wants the bound of a wait for another journey", () => {
    expectChecks(
      stage("begin «trial», and wait up to 3 days { ended go on } exit done")
        .replace("«trial»", "trial")
        .replace(
          "begin trial, and wait up to 3 days { ended go on }",
          "«begin trial, and wait up to 3 days { ended go on }»",
        ),
      [{ ...CODE, message: "This wait for `trial` leaves `none` without a consequence." }],
    );
    expectChecks(stage("begin trial, and wait up to 3 days { none go on } exit done"), []);
    expectChecks(stage("begin trial, and wait up to 3 days { «over» go on none go on } exit done"), [
      { code: "unknown-result" },
    ]);
  });

  it("refuses a result that is written twice", () => {
    expectChecks(stage('task call "Call" by sales, on daily { yes exit done  «yes» stay }'), [
      { code: "duplicate-name" },
    ]);
  });
});

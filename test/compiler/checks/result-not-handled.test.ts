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

  it("refuses a result that is written twice", () => {
    expectChecks(stage('task call "Call" by sales, on daily { yes exit done  «yes» stay }'), [
      { code: "duplicate-name" },
    ]);
  });
});

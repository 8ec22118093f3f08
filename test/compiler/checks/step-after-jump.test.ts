import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "step-after-jump" };

describe("step-after-jump", () => {
  it.each(["stay", "exit done"])("finds what stands after %s", (jump) => {
    expectChecks(stage(`${jump}  «send welcome»`), [CODE]);
  });

  it("finds what stands after a choice that leads elsewhere whatever is chosen", () => {
    expectChecks(stage("choose { when opted_out { exit done } otherwise stay }  «send welcome»"), [CODE]);
    expectChecks(stage("choose { when opted_out { exit done } otherwise go on }  send welcome  stay"), []);
  });

  it("finds what stands after an `if` with both ways closed, and in a block", () => {
    expectChecks(stage("if opted_out { exit done «send welcome» } else { stay } «send story»"), [CODE, CODE]);
  });

  it("finds what stands after a task whose every result leads elsewhere", () => {
    expectChecks(stage('task call "Call" by sales, on daily { yes exit done  no stay }  «stay»'), [CODE]);
  });

  it("lets a wait go on that says nothing of `got`", () => {
    expectChecks(stage("wait up to 3 days for asked { none exit done }  send welcome  stay"), []);
  });
});

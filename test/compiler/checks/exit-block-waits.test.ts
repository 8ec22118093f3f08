import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "exit-block-waits" };
const exit = (steps: string) =>
  journey(`
    exit sold as success on bought { ${steps} }
    stage first { owner sales  lasts at most 3 days, then exit done  stay }
  `);

describe("exit-block-waits", () => {
  it.each([
    "wait 1 day",
    'task call "Call" by sales, on daily',
    "send welcome",
    "exit done",
    "-> first",
    "stay",
  ])("refuses: %s", (step) => expectChecks(exit(`«${step}»`), [CODE]));

  it("holds for what is done on leaving a stage, too", () => {
    expectChecks(stage('on leaving this stage { tell head "{name}"  «wait 1 day» }  stay'), [CODE]);
    expectChecks(stage("on leaving this stage { set opted_out to no  «exit done» }  stay"), [CODE]);
  });

  it("takes steps that wait for nobody", () => {
    expectChecks(exit('tell head "{name} pays {amount}"  set opted_out to no  send welcome, or drop'), []);
    expectChecks(exit('if opted_out { tell head "Gone" } else { «wait 1 day» }'), [CODE]);
  });
});

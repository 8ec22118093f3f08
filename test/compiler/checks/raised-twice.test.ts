import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "raised-twice" };
const TASK = 'task call "Call {name}" by sales, on daily';

describe("raised-twice", () => {
  it("finds the same task for one event, also where the one stands in a set of events", () => {
    expectChecks(stage(`on asked { ${TASK} }  on signs { «${TASK}» }  stay`), [
      { ...CODE, message: "Task `call` is raised twice for the event `asked`." },
    ]);
  });

  it("finds the same notice to the same role", () => {
    expectChecks(stage('on asked { tell head "{name}" }  on asked { «tell head "{name}"» }  stay'), [
      { ...CODE, message: "This notice is raised twice for the event `asked`." },
    ]);
  });

  it("finds what a stage repeats of every stage, once", () => {
    expectChecks(
      journey(`
        in every stage { on asked { tell head "{name}" } }
        stage first { owner sales  lasts at most 3 days, then -> second  on asked { «tell head "{name}"» }  stay }
        stage second { owner sales  lasts at most 3 days, then exit done  stay }
      `),
      [CODE],
    );
  });

  it.each([
    'on asked { tell head "{name}" }  on asked { tell sales "{name}" }  stay',
    'on asked { tell head "a" }  on asked { tell head "b" }  stay',
    'on asked { tell head "{name}" }  on visited { tell head "{name}" }  stay',
    'on visited where path is "/a" { tell head "a" }  on visited where path is "/b" { tell head "a" }  stay',
    'on asked { if opted_out { tell head "a" } }  on asked { tell head "a" }  stay',
  ])("is content with: %s", (lines) => expectChecks(stage(lines), []));
});

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

  const notice = 'tell head "{name}"';

  it.each<[where: string, source: string]>([
    ["one handler", stage(`on asked { ${notice}  «${notice}» }  stay`)],
    [
      "two handlers, behind the same condition",
      stage(`on asked { if opted_out { ${notice} } }  on asked { if opted_out { «${notice}» } }  stay`),
    ],
    [
      "two handlers of one condition",
      stage(`when opted_out { ${notice} }  when opted_out { «${notice}» }  stay`),
    ],
    [
      "a handler and a wait",
      stage(`on asked { ${TASK} }  wait up to 3 days for asked { got { «${TASK}» }  none go on }  stay`),
    ],
    [
      "an exit and what follows it",
      journey(`stage first { owner sales  lasts at most 3 days, then exit done  stay }
        exit lost as failure on asked { ${notice} }
        after exit lost, owner sales, for at most 3 days { «${notice}» }`),
    ],
    [
      "two journeys, which both tell",
      `${stage(`on asked { ${notice} }  stay`)} ${stage(`on asked { «${notice}» }  stay`).replace("journey trial", "journey second")}`,
    ],
  ])("finds it in %s", (_, source) => expectChecks(source, [CODE]));

  it("takes what is asked again later, and what journeys of one group ask", () => {
    expectChecks(stage(`on asked { ${TASK}  wait 1 day  ${TASK} }  stay`), []);
    const inGroup = (name: string, priority: number) =>
      stage(`on asked { ${notice} }  stay`).replace(
        "journey trial v1 of lead {",
        `journey ${name} v1 of lead { exclusive selling, priority ${priority}, gives way and ends`,
      );
    expectChecks(inGroup("one", 1) + inGroup("two", 2), []);
    expectChecks(
      stage(`on asked { ${TASK} }  stay`) +
        stage(`on asked { ${TASK} }  stay`).replace("journey trial", "journey second"),
      [],
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

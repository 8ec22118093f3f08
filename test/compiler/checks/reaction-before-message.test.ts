import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "reaction-before-message" } as const;
const CLICKED = "event clicked of lead { message: message  link: text }\n";
const wait = (where: string, rest = "{ none go on }") =>
  `wait up to 3 days for clicked where ${where} ${rest}`;
const LATE = wait("«message is story»");
const late = wait("message is story");
const checks = (lines: string, expected: Parameters<typeof expectChecks>[1]) =>
  expectChecks(CLICKED + stage(lines), expected);

describe("reaction-before-message", () => {
  it("reports a wait for a reaction to a message that goes out later, or to nobody", () => {
    checks(`send welcome  ${wait("«message is story»", "{ none { send story } }")}  stay`, [
      {
        ...CODE,
        message: "This waits for a reaction to `story`, which nobody has been sent by then.",
      },
    ]);
    checks(`send welcome  ${wait("«message is story»")}  stay`, [CODE]);
    checks(`${wait("«message in (welcome, story)»")}  send welcome  send story  stay`, [
      {
        ...CODE,
        message: "This waits for a reaction to `welcome` or `story`, which nobody has been sent by then.",
      },
    ]);
    checks(`${wait('«message is story and link contains "x"»')}  send story  stay`, [CODE]);
    checks(
      `send welcome  wait up to 3 days for asked or clicked where «message is story» { none go on }  stay`,
      [CODE],
    );
  });

  it.each([
    ["the message before it", `send story  ${late}  stay`],
    ["one of several", `send story  ${wait("message in (welcome, story)")}  stay`],
    [
      "a wait that another message may answer, too",
      `${wait('(message is story or link contains "x")')}  stay`,
    ],
    ["a wait for any other message", `send welcome  ${wait("not message is story")}  stay`],
    ["either arm of a split", `split s { a 50% { send story }  b 50% { send welcome } }  ${late}  stay`],
    ["a condition that goes on", `if name is "x" { send story }  ${late}  stay`],
    ["a loop that comes round", `every 5 days, at most 3 times { ${late} send story }  stay`],
    [
      "a track beside it",
      `together up to 9 days until all { a { ${late} }  b { send story }  none stay }  stay`,
    ],
    ["a handler beside it", `on asked { send story }  ${late}  stay`],
    ["a handler that waits for the message of the main track", `on asked { ${late} }  send story  stay`],
  ])("is content with %s", (_, lines) => {
    checks(lines, []);
  });

  it("is content with the last round of a task that is asked again", () => {
    checks(
      `task call "Call" by sales, on daily {
         reached  stay
         missed   { ${late}  send story  retry at most 2 times, then exit done } }`,
      [],
    );
  });

  it.each([
    ["in the other arm", `split s { a 50% { send story }  b 50% { ${LATE} } }  stay`],
    ["on a way that has left", `if name is "x" { send story  exit done }  ${LATE}  stay`],
    ["later in the same handler", `on asked { ${LATE} send story }  stay`],
    ["on the way out", `on leaving this stage { send story, or drop }  ${LATE}  stay`],
  ])("reports a message that is sent %s", (_, lines) => {
    checks(lines, [CODE]);
  });

  describe("across stages", () => {
    const stages = (first: string, second: string, back = "") =>
      CLICKED +
      journey(`
        stage first { owner marketing  lasts at most 9 days, then -> second  ${first}  stay }
        stage second { owner marketing  lasts at most 9 days, then exit done  ${back} ${second}  stay }`);

    it("takes what was sent in a stage that leads here", () => {
      expectChecks(stages("send story", late), []);
      expectChecks(stages(late, "send story", "on asked -> first"), []);
    });

    it("reports what is sent in a stage that comes after it", () => {
      expectChecks(stages(LATE, "send story"), [CODE]);
    });

    it("takes what is sent in every stage, and in another journey", () => {
      expectChecks(
        stages(late, "").replace("stage first", "in every stage { on asked { send story } }\nstage first"),
        [],
      );
      const other = stage("send story  stay").replace("trial", "other");
      expectChecks(`${CLICKED}${stage(`${late}  stay`)}${other}`, []);
    });
  });

  it("leaves what follows an exit all that came before, and the stages nothing of it", () => {
    const following = (lines: string, then: string) =>
      CLICKED +
      journey(`stage first { owner marketing  lasts at most 9 days, then exit done ${lines}  stay }
        after exit done, owner marketing, for at most 9 days { ${then} }`);
    expectChecks(following("send story", late), []);
    expectChecks(following(LATE, "send story"), [CODE]);
  });

  it("leaves a name that is misspelt to what is misspelt", () => {
    checks(`send «stori»  ${late}  stay`, [{ code: "unknown-message" }]);
  });

  it("may be silenced with a reason", () => {
    checks(`allow reaction-before-message because "The shop sends it"  ${late}  stay`, []);
  });
});

import { describe, expect, it } from "vitest";
import { checkWorkspace } from "../../compiler/check.ts";
import { loadWorkspace } from "../../compiler/workspace.ts";
import { checkSource, expectChecks, journey, stage } from "./check-source.ts";

describe("checkWorkspace", () => {
  it("has nothing to say of the library that is shipped", () => {
    expect(checkWorkspace(loadWorkspace("journeys"), { today: "2026-11-23" }).diagnostics).toEqual([]);
  });

  it("has nothing to say of the organisation that tests are written against", () => {
    expect(checkSource(stage("send welcome stay"))).toEqual([]);
  });

  it("finds five different mistakes in five places, in the order of the text", () => {
    expectChecks(
      journey(`
        stage first {
          owner «marketng»
          lasts at most 30 days, then exit done
          on asked -> «secnd»
          task call "Call «{nobody}»" by sales, on daily
          send «nothing_at_all»
          stay
        }
        stage «second» { owner sales  lasts at most 3 days, then exit done }
      `),
      [
        { code: "unknown-role", help: "Did you mean `marketing`?" },
        { code: "unknown-stage", help: "Did you mean `second`?" },
        { code: "unknown-placeholder" },
        { code: "unknown-message" },
        { code: "main-track-ends-in-nothing" },
      ],
    );
  });

  it("tells a name that does not exist once, and shows the other places", () => {
    const found = checkSource(stage("send welcom  send welcom  stay"));
    expect(found.map(({ code }) => code)).toEqual(["unknown-message"]);
    expect(found[0]?.related).toHaveLength(1);
  });

  it("is silent about what depends on a declaration that cannot be read", () => {
    const found = checkSource(`
      subject visitor { owner head  email: email key  «  name: text }
      event came of visitor
      score heat of visitor {
        owner head  review every 3 months  validate against came within 9 days
        add 5 if name is "x"
        band hot from 5
      }
    `);
    expect(found.filter(({ code }) => code === "unknown-field")).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  });

  it.each([
    [
      "an order",
      'right r of lead about name { owner head  order head, «slaes»  ask head when name is "x" or name is not "x"  also ask marketing when opted_out  answers ok  answer on daily }',
      "unknown-role",
    ],
    [
      "an asked role",
      'right r of lead about name { owner head  order head  ask head when name is "x" or name is not "x"  also ask «markting» when opted_out  answers ok  answer on daily }',
      "unknown-role",
    ],
    [
      "a condition",
      "right r of lead about name { owner head  order head  ask head when size over 5 or «sise» is blank  answers ok  answer on daily }",
      "unknown-field",
    ],
    [
      "the subject of an event",
      "event came of «laed» { path: text }  event sign = came or visited",
      "unknown-subject",
    ],
    ["an event of a handler", stage('on «askd» { tell sales "{seconds}" }  stay'), "unknown-event"],
    [
      "a sign between unlike things",
      stage('on visited where «path» > 5 { tell sales "x" }  stay'),
      "wrong-type",
    ],
  ])("tells of %s once, and not of what follows", (_what, source, code) => {
    expectChecks(source, [{ code }]);
  });

  it("tells of a key that is misspelt in a scenario once", () => {
    const scenario =
      'scenario "x" of trial { given { «emial»: "a@example.com" }  start 2026-01-05 09:00  finally exit is done }';
    expectChecks(`${stage("send welcome  stay")}\n${scenario}`, [{ code: "unknown-field" }]);
  });

  it("tells the same mistake in the text as often as it is made", () => {
    expectChecks(stage("«sned» welcome\n «sned» story\n stay"), [
      { code: "unknown-word" },
      { code: "unknown-word" },
    ]);
  });

  it("reads on behind a misspelt word", () => {
    expectChecks(
      journey(
        "«stge» first {\n owner «saels»\n lasts at most 3 days, then exit done\n send «welcom»\n stay\n }",
      ),
      [{ code: "unknown-word" }, { code: "unknown-role" }, { code: "unknown-message" }],
    );
  });

  it("tells nothing of the order of stages in a journey with a stage that is damaged", () => {
    const other = "stage other { owner marketing  lasts at most 3 days, then exit done  stay }";
    const first = (step: string) =>
      `stage first {\n owner marketing\n lasts at most 3 days, then exit done\n ${step}\n stay\n }`;
    expectChecks(journey(first("send welcome") + other.replace("other", "«other»")), [
      { code: "unreachable-stage" },
    ]);
    expectChecks(journey(first("wait 2\n «send» welcome") + other), [{ code: "unexpected-word" }]);
    expectChecks(
      journey(`«gaol» x within 3 days\n ${first("send welcome")} ${other.replace("other", "«other»")}`),
      [{ code: "unknown-word" }, { code: "unreachable-stage" }],
    );
  });

  it("is silent about the name of a message that cannot be read", () => {
    const files = [{ path: "journeys/messages/odd.md", text: "no front matter" }];
    expect(checkSource(stage("send odd  stay"), { files })).toEqual([]);
  });

  it("says the same twice", () => {
    const files = [{ path: "journeys/a.journey", text: stage("send x  -> y") }];
    expect(checkWorkspace({ files })).toEqual(checkWorkspace({ files }));
  });
});

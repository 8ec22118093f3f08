import { describe, expect, it } from "vitest";
import { checkWorkspace } from "../../compiler/check.ts";
import { checkSource, expectChecks, journey, stage } from "./check-source.ts";

const end = "lasts at most 3 days, then exit done  stay";
const people = {
  files: [
    {
      path: "journeys/people.yaml",
      text: `people:
  - { id: kim, name: Kim, email: kim@example.com, roles: [head, sales, marketing] }
`,
    },
  ],
};

describe("names", () => {
  it.each([
    ["role «guard» { hours «ofice» }".replace("«guard»", "guard"), "unknown-calendar", "office"],
    ["role guard { hours office  reports to «haed» }", "unknown-role", "head"],
    ["event came of «laed»", "unknown-subject", "lead"],
    ["event many = asked or «visitd»", "unknown-event", "visited"],
    ["route any of lead { owner head  match «contry»  otherwise head }", "unknown-field", "country"],
    ["changes { right needs owner and «haed» }", "unknown-role", "head"],
    [stage('task call "x" by sales, on «dayly»  stay'), "unknown-ladder", "daily"],
    [stage('task call "x" by sales picked by «taem», on daily  stay'), "unknown-route", "team"],
    [stage("decide «discont» { approved stay declined stay }"), "unknown-right", "discount"],
    [stage("begin «trail», and go on  stay"), "unknown-journey", "trial"],
    [stage("on asked exit «dnoe»  stay"), "unknown-exit", "done"],
    [stage("target 20% move to «frist» within 3 days  stay"), "unknown-stage", "first"],
    [stage("target 20% reach «bougth» within 3 days  stay"), "unknown-event", "bought"],
  ])("%s", (source, code, suggestion) => {
    expectChecks(source, [{ code, help: `Did you mean \`${suggestion}\`?` }]);
  });

  it("knows an exit where an event is meant, and names the event that leads to it", () => {
    const target = stage("target 20% reach «gone» within 3 days  stay");
    expectChecks(target, [
      { code: "unknown-event", help: "`gone` is an exit of the journey. Name an event, such as `left`." },
    ]);
    expectChecks(stage("wait up to 2 days for «done» { none go on }  stay"), [
      { code: "unknown-event", help: "`done` is an exit of the journey. Name an event." },
    ]);
  });

  it("looks up actions, though they cannot run yet", () => {
    const found = checkSource(`action fetch { owner head } ${stage("call ftch  stay")}`);
    const unknown = found.find(({ code }) => code === "unknown-action");
    expect(unknown?.help).toBe("Did you mean `fetch`?");
  });

  it("looks up handovers, and what they name", () => {
    expectChecks(
      journey(`
        stage first { owner marketing  lasts at most 3 days, then -> second through «ovre»  stay }
        stage second { owner sales  ${end} }
        handover over from first to «secnd» {
          receiver sales  accountable head  accept on daily
          carries name, «compny», interest, signs in the last 3 days
          expects «cal»
        }
      `),
      [
        { code: "unknown-handover", help: "Did you mean `over`?" },
        { code: "unknown-stage", help: "Did you mean `second`?" },
        { code: "unknown-name", help: "Did you mean `company`?" },
        { code: "unknown-task" },
      ],
    );
  });

  it("section 11: refuses in a scenario a message that its journey never sends, which would never be sent", () => {
    const scenario = (line: string) =>
      `scenario "x" of trial { given { email: "a@example.com"  name: "A" }  start 2026-11-23 09:00  ${line} }`;
    const lines = (message: string): readonly string[] => [
      `at 1 hour kim approves ${message}`,
      `then message ${message} not sent`,
      `finally sendings of ${message} are 0`,
    ];
    const sends = stage("send welcome  stay");
    const other =
      "journey late v1 of lead { owner head  goal bought within 90 days  review every 3 months  enter on asked -> only  exit over as neutral on left  stage only { owner marketing  lasts at most 9 days, then exit over  send story  stay } }";
    const finding = {
      code: "unknown-message",
      message: "Journey `trial` never sends `story`.",
      help: "of its own journey",
    };
    for (const line of lines("welcome")) expectChecks(`${sends}${other}${scenario(line)}`, [], people);
    for (const line of lines("«story»")) expectChecks(`${sends}${other}${scenario(line)}`, [finding], people);
    // What is misspelt in the journey may be what sends it, and is told of there.
    const misspelt = `${stage("send «stroy»  stay")}${other}`;
    for (const line of lines("story"))
      expectChecks(`${misspelt}${scenario(line)}`, [{ code: "unknown-message" }], people);
  });

  it("looks up everything that a scenario names", () => {
    expectChecks(
      `${stage('task call "x" by the holder, on daily { yes_please exit done  never exit gone }')}
      scenario "x" of trial {
        given { email: "a@example.com"  name: "A" }
        start 2026-11-23 09:00
        at 1 hour  «kin» completes call as «yes_pleas»
        then       stage is «frst» and holder is «kmi» and exit is «dne»
        then       task «cal» open and message «welcom» sent and notice to head
        finally    breaches of «coll» are 0
      }`,
      [
        { code: "unknown-person", help: "Did you mean `kim`?" },
        { code: "unknown-result", help: "Did you mean `yes_please`?" },
        { code: "unknown-stage" },
        { code: "unknown-name" },
        { code: "unknown-exit" },
        { code: "unknown-task" },
        { code: "unknown-message" },
        { code: "unknown-name" },
      ],
      people,
    );
    expectChecks('scenario "x" of «trail» { given { email: "a" } start 2026-11-23 09:00 at 1 hour «askd» }', [
      { code: "unknown-journey" },
      { code: "unknown-event", help: "Did you mean `asked`?" },
    ]);
  });

  it("looks up what people.yaml names", () => {
    const text = `people:
  - { id: kim, name: Kim, email: kim@example.com, roles: [haed], serves: { contry: [DK] } }
delegates:
  - { right: discont, of: kim, to: kim, from: 2026-01-01, to_date: 2026-01-02 }
`;
    const source =
      'calendar office { zone "UTC"  open mon to fri 09:00 to 17:00 } role head { hours office }';
    const files = [
      { path: "journeys/a.journey", text: source },
      { path: "journeys/people.yaml", text },
    ];
    expect(checkWorkspace({ files }).diagnostics.map(({ code }) => code)).toEqual([
      "unknown-role",
      "unknown-field",
      "unknown-right",
      "bad-people",
    ]);
  });

  it.each([
    ["role head { hours office }", "role"],
    ["subject visitor { owner head  id: text key  id: text }", "field"],
    ["event came of lead event came of lead", "event"],
    [
      "score heat of lead { owner head review every 3 months validate against bought within 9 days add 5 on visited band hot from 5 band hot from 9 }",
      "band",
    ],
    [stage("split half { a 50% a 50% } stay"), "arm"],
    [journey(`stage first { owner sales  ${end} } stage first { owner sales  ${end} }`), "stage"],
  ])("refuses a name that is taken: %s", (source, what) => {
    const files = [
      {
        path: "journeys/a.journey",
        text: 'calendar office { zone "UTC"  open mon to fri 09:00 to 17:00 } role head { hours office }',
      },
      { path: "journeys/b.journey", text: source },
    ];
    const found = checkWorkspace({ files }).diagnostics.filter(({ code }) => code === "duplicate-name");
    expect(found.map(({ message }) => message)).toEqual([expect.stringContaining(`The ${what} \``)]);
    expect(found[0]?.related[0]?.label).toBe("declared first here");
  });
});

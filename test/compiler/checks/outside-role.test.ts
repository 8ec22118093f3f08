import { describe, it } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { expectDiagnostics } from "../../support/expect-diagnostics.ts";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "outside-role" };
const PARTNER = "role partner outside { reports to sales  reached at email }\n";
const cannot = (what: string) => ({
  ...CODE,
  message: `Role \`partner\` is outside the company, and cannot ${what}.`,
});

describe("a role outside is asked, and nothing more", () => {
  it.each([
    ["role helper { hours office  reports to «partner» }", "be reported to"],
    [
      "audience big of lead { owner «partner»  when size > 9 counting blank as no }",
      "answer for it as its owner",
    ],
    ["changes { role needs «partner» }", "agree to a change of these files"],
    [
      "route other of customer { owner head  pick in turn  otherwise «partner» }",
      "take what a route finds nobody for",
    ],
    ["ladder late { within 1 business day  at last give to «partner» }", "be given what nobody has answered"],
    [
      "ladder late { within 1 business day  after 1 business hour tell «partner»  at last give to the manager }",
      "be told of a silence",
    ],
    [
      'right other of customer about name { owner head  order «partner», head  ask «partner» when name is "x"  ask head when name is not "x"  answers yes_please  answer on daily }',
      "hold a right",
    ],
  ])("in %s", (source, what) => {
    const marks = source.match(/«/g)?.length ?? 0;
    const expected = Array.from({ length: marks }, () => cannot(what));
    expectDiagnostics(PARTNER + source, expected, (text) =>
      checkWorkspace({ files: [BASE, { path: "journeys/test.journey", text }] }).diagnostics.filter(
        ({ code }) => code === "outside-role",
      ),
    );
  });

  it.each([
    [
      'tell «partner» "x" stay',
      "be told: words that go outside are a message, which the contact policy counts",
    ],
    ["send welcome, once approved by «partner», on daily stay", "agree to a message"],
    ["on request by «partner» to stop exit done stay", "request anything, since nobody sends a link unasked"],
    ["on holder left give to «partner» stay", "be given what somebody has left"],
  ])("in a stage: %s", (steps, what) => expectChecks(PARTNER + stage(steps), [cannot(what)]));

  it("is not accountable for a handover, and may receive one", () =>
    expectChecks(
      PARTNER +
        journey(`
          stage first  { owner sales    lasts at most 9 days, then exit done  -> second through over }
          stage second { owner partner  lasts at most 9 days, then exit done  stay }
          handover over from first to second {
            giver sales  receiver partner  accountable «partner»  carries name
            accept on daily
          }`),
      [cannot("be accountable for a handover")],
    ));
});

describe("whoever is outside can be reached", () => {
  it("at an address of the subject that they are asked about", () => {
    const role = "role partner outside { reports to sales  reached at zone_email }\n";
    const other = "subject site { owner head  zone_email: email key }\n";
    expectChecks(role + other + stage('task t "x" by «partner», on daily stay'), [
      { ...CODE, message: "Role `partner` cannot be reached here: a `lead` has no `zone_email`." },
    ]);
  });

  it("at an e-mail address", () =>
    expectChecks("role partner outside { reports to sales  reached at «company» }\n", [
      { ...CODE, message: "Role `partner` is reached at `company`, which is no e-mail address of `lead`." },
    ]));

  it("by no route, as there is one", () =>
    expectChecks(PARTNER + stage('task t "x" by partner picked by «team», on daily stay'), [
      { ...CODE, message: "Role `partner` is one person for each subject, whom no route picks." },
    ]));

  it("and has somebody inside to report to", () =>
    expectChecks("role «partner» outside { reached at email }\n", [{ code: "missing-part" }]));
});

it("nobody inside answers by a link", () =>
  expectChecks("role rep { hours office  reached at «email»  link expires after «3 days» }\n", [CODE, CODE]));

const BASE = {
  path: "journeys/base.journey",
  text: `
calendar office { zone "Europe/Copenhagen"  open mon to fri 09:00 to 17:00 }
role head  { hours office }
role sales { hours office  reports to head }
ladder daily { within 1 business day  after 2 business days give to the manager }
subject lead { owner head  email: email key  size?: number }
subject customer { owner head  email: email key  name: text }
`,
};

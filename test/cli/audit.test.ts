import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { libraryWith } from "./library-with.ts";
import { baton, directoryOf } from "./run-baton.ts";

const TODAY = ["--today", "2026-11-22"];

/** Of the shipped journeys: 200 came in, 180 have had their time, and so many came to the goal. */
const figures = (reached: number) => ({
  from: "2026-08-24T09:00:00.000Z",
  until: "2026-11-22T09:00:00.000Z",
  days: 90,
  journeys: ["lead_to_customer", "re_engagement"].map((journey) => ({
    journey,
    since: "2026-02-01T09:00:00.000Z",
    entered: 200,
    inside: 20,
    ended: [{ exit: journey === "re_engagement" ? "back" : "won", outcome: "success", count: 41 }],
    done: { sent: 400, asked: 10, told: 0, called: 0, set: 0 },
    messages: { honest_question: 200, last_word: 150, welcome_guide: 200, case_studies: 3 },
    goal: { of: 180, reached, leftOut: 0, leftOutReached: 0 },
  })),
});

/** The shipped journeys without what settles their audit, and with these texts in place of others. */
function unsettled(
  lead: readonly (readonly [string, string])[] = [],
  again: readonly (readonly [string, string])[] = [],
): string {
  const cwd = libraryWith("lead_to_customer.journey", [
    ['  { allow exit-without-owner because "Its owner has written it down" }', ""],
    [' because "To forward within the company: no word of the talks"', ""],
    ...lead,
  ]);
  const path = join(cwd, "journeys", "re_engagement.journey");
  let text = readFileSync(path, "utf8");
  for (const [from, to] of [
    ["  exclusive  acquisition, priority 30, gives way and pauses\n", ""],
    ['  { tell sdr "{name} of {company} is back" }', ""],
    ...again,
  ] as const) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  writeFileSync(path, text);
  return cwd;
}

describe("baton audit", () => {
  test("has nothing to do in the shipped journeys", async () => {
    const { code, stdout } = await baton(["audit", ...TODAY]);
    expect(stdout).toMatch(/^Nothing to do\. 5 kept with a reason\.\n/);
    expect(code).toBe(0);
  });

  test("says by whom what has to be done, with place, code and what to do", async () => {
    const { code, stdout, stderr } = await baton(["audit", ...TODAY], { cwd: unsettled() });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^2 gaps, 3 to rebuild\. 4 kept with a reason\.\n/);
    expect(stdout).toMatch(/^marketing_manager \(Marketing Manager\)$/m);
    expect(stdout).toContain(
      "gap      Who leaves `re_engagement` by `back` (success) on `page_viewed`, `email_clicked` or `replied` is nobody's",
    );
    expect(stdout).toContain("journeys/re_engagement.journey:14  exit-without-owner");
    expect(stdout).toMatch(/^ +Say who owns what comes next: /m);
    expect(stdout).toMatch(/^lead +email +24 hours +1 +4 +lead_to_customer 1 of 3 \(priority 20/m);
    expect(stdout).toMatch(
      /^lead_to_customer, stage nurture +message-on-time-alone, 3 times +Nurture is a magazine/m,
    );
    expect(stderr).toContain("Nothing is known of what the journeys have done: No Baton is named");
    expect(stderr).toContain("`baton explain exit-without-owner` says why");
  });

  test("with figures each journey has a verdict, and a goal that nobody reaches is a finding", async () => {
    const cwd = directoryOf({ "figures.json": JSON.stringify(figures(0)) });
    const { stdout, stderr } = await baton(["audit", "--figures", join(cwd, "figures.json"), ...TODAY], {
      cwd: unsettled(),
    });
    expect(stdout).toContain(
      "rebuild  Of 180 in `re_engagement` whose 45 days were over in the last 90 days, none has come to `replied`.",
    );
    expect(stdout).toMatch(/^lead_to_customer +rebuild +Of 180 in lead_to_customer whose 120 days/m);
    expect(stdout).toContain("In the last 90 days 41 have left by it, on whatever way.");
    expect(stderr).toContain("Figures of the 90 days up to 2026-11-22");
  });

  test("as data and as Markdown it says the same", async () => {
    const cwd = directoryOf({ "figures.json": JSON.stringify(figures(40)) });
    const asked = ["audit", "--figures", join(cwd, "figures.json"), ...TODAY];
    const texts = { cwd: unsettled() };
    const { stdout: json } = await baton([...asked, "--json"], texts);
    const { findings, pressure, journeys } = JSON.parse(json);
    expect(journeys).toEqual([
      expect.objectContaining({ journey: "lead_to_customer", verdict: "keep" }),
      expect.objectContaining({ journey: "re_engagement", verdict: "gap" }),
    ]);
    expect(pressure).toHaveLength(2);
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: "told-twice",
        verdict: "rebuild",
        journeys: ["lead_to_customer", "re_engagement"],
        owners: ["marketing_manager", "revops_lead"],
        place: { kind: "journey", name: "re_engagement" },
        at: { file: "journeys/re_engagement.journey", line: 21 },
      }),
    );
    const { stdout: markdown } = await baton([...asked, "--markdown"], texts);
    expect(markdown).toMatch(/^### Audit: 2 gaps, /);
    expect(markdown).toContain("| re\\_engagement | gap | 41 by back left in 90 days");
    expect(markdown).toContain("- **rebuild** One `demo_requested` reaches `sdr` twice");
  });

  test("ends with 0 when whatever there is has been allowed, with the reasons", async () => {
    const cwd = unsettled(
      [
        [
          "  // 1. Nurture",
          '  allow exit-without-owner because "The CRM asks why"\n  allow group-of-one because "For now"\n\n  // 1. Nurture',
        ],
        [
          '    tell sales_manager "New opportunity',
          '    allow written-beside-a-person because "Sales wants them"\n    tell sales_manager "New opportunity',
        ],
      ],
      [
        [
          "  exit still_quiet  as neutral",
          '  exit still_quiet  as neutral\n\n  allow exit-without-owner because "They are in the weekly list"\n  allow told-twice because "Whoever is first takes both"',
        ],
      ],
    );
    const { code, stdout } = await baton(["audit", ...TODAY], { cwd });
    expect(stdout).toMatch(/^Nothing to do\. 9 kept with a reason\.\n/);
    expect(stdout).toContain("They are in the weekly list");
    expect(code).toBe(0);
  });

  test("a permission that keeps nothing is a finding", async () => {
    const cwd = libraryWith("re_engagement.journey", [
      [
        "    allow message-on-time-alone",
        '    allow sent-by-two because "Once"\n    allow message-on-time-alone',
      ],
    ]);
    const { stdout } = await baton(["audit", ...TODAY], { cwd });
    expect(stdout).toContain("Nothing here is silenced by this `allow sent-by-two`.");
    expect((await baton(["check", ...TODAY], { cwd })).stdout).toMatch(/^warning\[unused-allow\]/);
  });

  test("a server that is named and away is said, and half an audit is no clean one", async () => {
    const { code, stdout, stderr } = await baton(["audit", ...TODAY, "--server", "http://127.0.0.1:9"], {
      cwd: unsettled(),
      env: { BATON_TOKEN: "t" },
    });
    expect(code).toBe(3);
    expect(stdout).toContain("exit-without-owner");
    expect(stderr).toContain("Nothing is known of what the journeys have done: No gateway answers");
  });

  test("journeys with other errors are refused; those that it is about are told", async () => {
    const broken = libraryWith("re_engagement.journey", [["send honest_question", "send honest_qestion"]]);
    const { code, stdout, stderr } = await baton(["audit", ...TODAY], { cwd: broken });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("The journeys have errors, so they cannot be audited.");
    const equal = libraryWith("re_engagement.journey", [
      ["priority 30, gives way and pauses", "priority 20, gives way and ends"],
      ["  enter on went_quiet", "  enter on went_quiet or demo_requested"],
    ]);
    const { stdout: told } = await baton(["audit", ...TODAY], { cwd: equal });
    expect(told).toContain("rebuild  `demo_requested` can start");
    expect(told).toContain("equal-priority-in-group");
  });

  test("numbers that make no sense are refused", async () => {
    expect((await baton(["audit", "--days", "none"])).stderr).toContain(
      "--days none is no number from 1 to 3650.",
    );
    expect((await baton(["audit", "--people", "1.5"])).code).toBe(2);
  });
});

import { describe, expect, test } from "vitest";
import { libraryWith } from "./library-with.ts";
import { baton } from "./run-baton.ts";

const OF = ["prove", "--of", "re_engagement", "--today", "2026-11-22"];
const SILENT: readonly [string, string] = [
  "  at last                 give to the manager",
  "  at last                 note it",
];

describe("baton prove", () => {
  test("says what it explored, and how many messages may fall due", async () => {
    const { code, stdout, stderr } = await baton([...OF, "journeys"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^holds {2}re_engagement v1: explored [\d,]+ states, [\d,]+ steps, whole\n/);
    expect(stdout).toContain("emails to a lead within 24 hours: at most 1 (re_engagement 1)");
    expect(stderr).toBe("no findings; 1 of 1 journey explored whole.\n");
  });

  test("shows a finding with its place, its run and, when asked, its scenario", async () => {
    const cwd = libraryWith("organisation.journey", [SILENT]);
    const { code, stdout } = await baton([...OF, "--scenarios"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain(
      "[every-handover-ends-in-a-person] The handover `asked_after_all` can end in silence",
    );
    expect(stdout).toContain("  --> journeys/re_engagement.journey:31:12");
    expect(stdout).toMatch(/^ {2}2026-11-23 09:00 {2}went_quiet$/m);
    expect(stdout).toMatch(/^scenario "The handover .*" of re_engagement \{$/m);
    const { stdout: json } = await baton([...OF, "--json"], { cwd });
    expect(JSON.parse(json)).toMatchObject([
      {
        journey: "re_engagement",
        whole: true,
        findings: [
          { property: "every-handover-ends-in-a-person", file: "journeys/re_engagement.journey", line: 31 },
        ],
      },
    ]);
  });

  test("says what was too large for its budget", async () => {
    const { code, stdout, stderr } = await baton([...OF, "journeys", "--states", "40"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^so far {2}re_engagement v1: .* not whole: more than 40 states; stage invitation has/,
    );
    expect(stderr).toBe("no findings; 0 of 1 journey explored whole.\n");
  });

  test("asks for numbers and journeys that there are", async () => {
    const wrong = await baton(["prove", "journeys", "--states", "many"]);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("--states many is no number of states."),
    ]);
    const unknown = await baton(["prove", "journeys", "--of", "re_engagment"]);
    expect(unknown.stderr).toContain("Did you mean re_engagement?");
  });
});

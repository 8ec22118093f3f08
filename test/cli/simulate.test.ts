import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { baton } from "./run-baton.ts";

const SHORT = ["--leads", "20", "--days", "60", "--start", "2026-11-23"];
const simulate = (...args: readonly string[]) => baton(["simulate", "lead_to_customer", ...args]);
const directory = mkdtempSync(join(tmpdir(), "baton-simulate-"));

describe("baton simulate", () => {
  test("says what became of a cohort, what if there were fewer, and draws it", async () => {
    const svg = join(directory, "funnel.svg");
    const { code, stdout } = await simulate(...SHORT, "--without", "sdr:1", "--svg", svg);
    expect(code).toBe(0);
    expect(stdout).toContain("lead_to_customer v1, 60 days from 2026-11-23, seed 1\n20 came in");
    for (const title of ["Stages", "Exits", "Handovers", "Roles", "Messages", "Cost", "What if: 1 sdr fewer"])
      expect(stdout).toContain(`\n${title}\n`);
    const picture = readFileSync(svg, "utf8");
    expect(picture).toMatch(/^<svg [\s\S]*with 1 sdr fewer[\s\S]*qualification[\s\S]*<\/svg>\n$/);
    expect(picture).not.toContain("NaN");
  });

  test("gives the same data for the same seed", async () => {
    const [one, other] = await Promise.all([simulate(...SHORT, "--json"), simulate(...SHORT, "--json")]);
    expect(one.stdout).toBe(other.stdout);
    expect(JSON.parse(one.stdout)).toMatchObject({ journey: "lead_to_customer", arrived: 20, seed: 1 });
  });

  test("takes a cohort from a file, as `baton import` would", async () => {
    const file = join(directory, "leads.csv");
    writeFileSync(
      file,
      "Email,Created\nmaria@example.com,2026-11-23 09:00\nkim@example.com,2026-11-24 10:00\nmaria@example.com,2026-11-25 09:00\n",
    );
    const cohort = ["--cohort", file, "--event", "demo_requested", "--map", "email=Email", "--at", "Created"];
    const { code, stdout } = await simulate(...cohort, "--days", "30", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      arrived: 2,
      entered: 2,
      start: Date.parse("2026-11-22T23:00Z"),
    });
  });

  test("says which rows of a cohort are no events, and simulates nothing", async () => {
    const file = join(directory, "broken.csv");
    writeFileSync(file, "email,at\nmaria@example.com,2026-11-23\nnobody,2026-11-24\nkim@example.com,soon\n");
    const { code, stdout, stderr } = await simulate("--cohort", file, "--event", "demo_requested");
    expect(code).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/broken\.csv:3: .*e-mail address/);
    expect(stderr).toContain("broken.csv:4: at is no time: `soon`");
    expect(stderr).toContain("2 of 3 rows of broken.csv are no events.");
  });

  test.each([
    [["--cohort", "leads.csv"], 2, "--cohort needs --event"],
    [["--without", "sdrs:1"], 2, "Did you mean sdr?"],
    [["--leads", "many"], 2, "--leads many is no whole number."],
    [["--start", "tomorrow"], 2, "--start tomorrow is no date"],
    [["--assume", "nowhere.yaml"], 3, "nowhere.yaml cannot be read."],
  ])("%j is refused", async (args, exit, message) => {
    const { code, stderr } = await simulate(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(exit);
  });

  test("shows where a file of assumptions is wrong", async () => {
    const file = join(directory, "simulation.yaml");
    writeFileSync(file, "people:\n  sdrs: { per day: 5 }\n");
    const { code, stderr } = await simulate("--assume", file);
    expect(code).toBe(1);
    expect(stderr).toContain("simulation.yaml:2:");
    expect(stderr).toContain("there is no role `sdrs`; did you mean `sdr`");
  });
});

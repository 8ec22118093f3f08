import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { libraryWith } from "./library-with.ts";
import { baton, directoryOf, ROOT } from "./run-baton.ts";

const FIVE_MISTAKES = [
  ["at most 8 weeks, then -> dormant", "at most 8 weeks, then -> dorment"],
  ["goal       deal_won within 120 days", "goal       deal_wn within 120 days"],
  ["receiver     sdr picked by new_business", "receiver     sdrr picked by new_business"],
  ["send welcome_guide\n", "send welcom_guide\n"],
  ["by the holder, on daily {", "by the holder, on dayly {"],
] as const;

test("the shipped library is right", async () => {
  const { code, stdout, stderr } = await baton(["check", "journeys"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/^no errors, no warnings in \d+ files\.\n$/);
});

describe("what all journeys together show", () => {
  const cwd = libraryWith("re_engagement.journey", [['  { tell sdr "{name} of {company} is back" }', ""]]);

  test("is a note, and stops nothing", async () => {
    const { code, stdout, stderr } = await baton(["check", "--today", "2026-11-23"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^note\[exit-without-owner\]: Who leaves `re_engagement` by `back`/);
    expect(stderr).toMatch(/^no errors, no warnings, 1 note in \d+ files\.\n/);
  });

  test("is a notice in a pull request", async () => {
    const { stdout } = await baton(["check", "--today", "2026-11-23", "--format", "github"], { cwd });
    expect(stdout).toMatch(/^::notice file=journeys\/re_engagement\.journey,line=\d+,/);
  });
});

describe("five mistakes in one file", () => {
  const cwd = libraryWith("lead_to_customer.journey", FIVE_MISTAKES);

  test("are five findings at their places, and exit code 1", async () => {
    const { code, stdout, stderr } = await baton(["check", "--today", "2026-11-23"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^5 errors, no warnings in \d+ files\.\n`baton explain [a-z-]+` says why,[^\n]*\n$/,
    );
    const places = [...stdout.matchAll(/^ *--> (journeys\/lead_to_customer\.journey:\d+):\d+$/gm)];
    expect(places.length).toBe(5);
    expect(stdout).toContain("Did you mean `dormant`?");
    expect(stdout).not.toContain("\u001b[");
  });

  test("as JSON", async () => {
    const { code, stdout, stderr } = await baton(["check", "--json"], { cwd });
    expect(code).toBe(1);
    expect(stderr).not.toContain("baton explain");
    const found: readonly { code: string; span: { file: string } }[] = JSON.parse(stdout);
    expect(found.length).toBe(5);
    for (const { span } of found) expect(span.file).toBe("journeys/lead_to_customer.journey");
  });

  test("as annotations of GitHub, with paths from where it runs", async () => {
    const { code, stdout } = await baton(["-C", join(cwd, "journeys"), "check", ".", "--format", "github"]);
    expect(code).toBe(1);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.length).toBe(5);
    for (const line of lines) expect(line).toMatch(/^::error file=lead_to_customer\.journey,line=\d+,/);
  });

  test("in colour where it is asked for", async () => {
    const { stdout } = await baton(["check"], { cwd, env: { FORCE_COLOR: "1" } });
    expect(stdout).toContain("\u001b[31m");
    const plain = await baton(["check"], { cwd, env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
    expect(plain.stdout).not.toContain("\u001b[");
  });

  test("are not compiled", async () => {
    const { code, stdout, stderr } = await baton(["compile"], { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("5 errors");
  });
});

test("a directory without journeys is told apart from one without mistakes", async () => {
  const { code, stderr } = await baton(["check", "."], { cwd: directoryOf({ "notes.txt": "" }) });
  expect(code).toBe(3);
  expect(stderr).toContain("holds no journey");
});

describe("--fix", () => {
  const SLIPS = [
    ["send welcome_guide\n", "sned welcome_guide;\n"],
    ["by the holder, on daily {", "by the holder on daily {"],
    ["at most 8 weeks, then -> dormant", "at most 8 weeks, then -> dorment"],
  ] as const;
  const journeyIn = (cwd: string) => readFileSync(join(cwd, "journeys", "lead_to_customer.journey"), "utf8");

  test("mends what can only be meant in one way, and tells of the rest", async () => {
    const cwd = libraryWith("lead_to_customer.journey", SLIPS);
    const { code, stdout, stderr } = await baton(["check", "--fix", "--today", "2026-11-23"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Mended journeys\/lead_to_customer\.journey:\d+: Write `send`\.$/m);
    expect(stderr).toMatch(/: Delete `;`\.$/m);
    expect(stderr).toMatch(/: Add `,`\.$/m);
    expect(stdout.match(/^error\[/gm)).toEqual(["error["]);
    expect(stdout).toContain("Did you mean `dormant`?");
    const shipped = readFileSync(join(ROOT, "journeys", "lead_to_customer.journey"), "utf8");
    expect(journeyIn(cwd)).toBe(shipped.replace("8 weeks, then -> dormant", "8 weeks, then -> dorment"));
    expect(readdirSync(join(cwd, "journeys")).filter((name) => name.endsWith(".fixed"))).toEqual([]);
  });

  test("--dry-run shows it and changes nothing", async () => {
    const cwd = libraryWith("lead_to_customer.journey", SLIPS);
    const before = journeyIn(cwd);
    const { code, stdout, stderr } = await baton(["check", "--fix", "--dry-run"], { cwd });
    expect(code).toBe(1);
    expect(stderr.match(/^Would mend /gm)?.length).toBe(3);
    expect(stdout.match(/^error\[/gm)?.length).toBe(4);
    expect(journeyIn(cwd)).toBe(before);
    expect((await baton(["check", "--dry-run"], { cwd })).code).toBe(2);
  });

  test("each finding carries its fixes for programs", async () => {
    const cwd = libraryWith("lead_to_customer.journey", SLIPS);
    const { stdout } = await baton(["check", "--json"], { cwd });
    const found: readonly { fixes: readonly { title: string; safe?: true }[] }[] = JSON.parse(stdout);
    expect(found.flatMap(({ fixes }) => fixes.map(({ title, safe }) => [title, safe === true]))).toEqual([
      ["Write `dormant`", false],
      ["Write `send`", true],
      ["Delete `;`", true],
      ["Add `,`", true],
    ]);
  });
});

describe("a score past its review", () => {
  const score = `calendar office { zone "UTC"  open mon to fri 09:00 to 17:00 }
role head { hours office }
subject lead { owner head  email: email key }
event bought of lead
score fit of lead { owner head  review every 3 months, last 2026-01-01  validate against bought within 90 days
  add 5 on bought  band good from 5 }
`;
  const project = (baton: unknown) =>
    directoryOf({ "package.json": JSON.stringify({ name: "x", baton }), "journeys/a.journey": score });

  test("is refused once the grace of package.json is over", async () => {
    const args = ["check", "--today", "2026-05-01"];
    expect((await baton(args, { cwd: project(undefined) })).stdout).toContain("warning[review-overdue]");
    const lapsed = await baton(args, { cwd: project({ reviewGraceDays: 10 }) });
    expect({ code: lapsed.code, says: lapsed.stdout.includes("error[review-lapsed]") }).toEqual({
      code: 1,
      says: true,
    });
  });

  test("tells of a grace that is no number of days", async () => {
    const { code, stderr } = await baton(["check"], { cwd: project({ reviewGraceDays: "long" }) });
    expect({ code, says: stderr.includes("reviewGraceDays") }).toEqual({ code: 2, says: true });
  });
});

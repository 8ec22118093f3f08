import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { libraryWith } from "./library-with.ts";
import { FIRST_RELEASE } from "./repository.ts";
import { baton } from "./run-baton.ts";

const RELEASE = "journeys/releases/re_engagement_v1.json";
const JOURNEY = "journeys/re_engagement.journey";

function repository(): string {
  const cwd = libraryWith("re_engagement.journey", []);
  git(cwd, "init", "-q");
  commit(cwd);
  return cwd;
}

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
    cwd,
    encoding: "utf8",
  });

function commit(cwd: string): void {
  git(cwd, "add", "-A");
  git(cwd, "commit", "-q", "-m", "as it is");
}

function edit(cwd: string, from: string, to: string): void {
  const path = join(cwd, JOURNEY);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

const frozen = (cwd: string) => JSON.parse(readFileSync(join(cwd, RELEASE), "utf8"));

test("freezes what has no release yet, with its commit; a second time it does nothing", async () => {
  const cwd = repository();
  const first = await baton(["release", "re_engagement", "--today", "2026-11-23", ...FIRST_RELEASE], { cwd });
  expect(first).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^Released re_engagement v1 as journeys\/releases\/re_engagement_v1\.json \(plan [0-9a-f]{12}\)\.\n$/,
    ),
  });
  expect(frozen(cwd).released).toMatchObject({
    on: "2026-11-23",
    revision: git(cwd, "rev-parse", "HEAD").trim(),
  });
  expect(existsSync(join(cwd, "journeys/releases/lead_to_customer_v1.json"))).toBe(false);
  const bytes = readFileSync(join(cwd, RELEASE));
  const again = await baton(["release", "re_engagement"], { cwd });
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("is released already") });
  expect(readFileSync(join(cwd, RELEASE)).equals(bytes)).toBe(true);
});

describe("refuses", () => {
  test("what no commit holds, unless it is said", async () => {
    const cwd = repository();
    edit(cwd, "at most 30 days", "at most 29 days");
    const refused = await baton(["release"], { cwd });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("is not committed") });
    expect(existsSync(join(cwd, RELEASE))).toBe(false);
    expect(await baton(["release", "--uncommitted", ...FIRST_RELEASE], { cwd })).toMatchObject({ code: 0 });
    expect(frozen(cwd).released.revision).toBeNull();
  });

  test("a version that was released with another plan: it is to be raised", async () => {
    const cwd = repository();
    await baton(["release", ...FIRST_RELEASE], { cwd });
    edit(cwd, "at most 30 days", "at most 29 days");
    commit(cwd);
    const refused = await baton(["release"], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("Raise the version to `v2`, or undo the change.");
    // Meanwhile the text may be tried, and not run.
    expect(
      await baton(["simulate", "re_engagement", "--people", "1"], { cwd }).then(({ stderr }) => stderr),
    ).not.toContain("version-not-raised");
    expect(await baton(["compile"], { cwd })).toMatchObject({ code: 1 });
    edit(cwd, "re_engagement v1", "re_engagement v2");
    expect(await baton(["compile", "--json"], { cwd })).toMatchObject({ code: 0 });
    commit(cwd);
    const raised = await baton(["release", "--json", ...FIRST_RELEASE], { cwd });
    expect(JSON.parse(raised.stdout).released).toMatchObject([{ journey: "re_engagement", version: 2 }]);
  });

  test("a journey that there is not", async () => {
    const refused = await baton(["release", "re_engagment", "--uncommitted"], { cwd: repository() });
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Did you mean re_engagement?"),
    });
  });
});

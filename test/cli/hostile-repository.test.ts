/** Fault C12: `check` of somebody's pull request reads what is in its folder, runs none of it, and asks no network. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { BATON, baton, directoryOf, ROOT } from "./run-baton.ts";

const RUN = 'import { writeFileSync } from "node:fs"; writeFileSync("ran.txt", "yes");';

/** All that a tool might load from a folder that it is pointed at, each with a trace of having been run. */
const hostile = (more: Readonly<Record<string, string>> = {}): string =>
  directoryOf({
    "temporal.config.ts": RUN,
    "baton.config.js": RUN,
    "package.json": JSON.stringify({
      name: "baton",
      type: "module",
      main: "index.js",
      imports: { "#x": "./x.js" },
    }),
    "index.js": RUN,
    "node_modules/yaml/index.js": RUN,
    "node_modules/yaml/package.json": JSON.stringify({ name: "yaml", main: "index.js" }),
    ".env": "NODE_OPTIONS=--import ./index.js",
    "journeys/temporal.config.ts": RUN,
    "journeys/a.journey": "role guard { hours office }\n",
    "journeys/messages/hello.md":
      "---\nchannel: email\nsubject: x\npurpose: a\n---\n{% include '../../.env' %}\n",
    ...more,
  });

const FLAG = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

/** Within what Node itself lets a process read; it may write nothing, and start neither processes nor threads. */
function checkAllowed(cwd: string, readable: readonly string[]) {
  const allowed = [`${ROOT}dist/*`, `${ROOT}package.json`, ...readable].map(
    (path) => `--allow-fs-read=${path}`,
  );
  return spawnSync(process.execPath, [FLAG, ...allowed, BATON, "check", "journeys"], {
    cwd,
    encoding: "utf8",
    env: { PATH: process.env.PATH, CANARY_SECRET: "canary-of-the-environment" },
  });
}

describe("a repository that nobody trusts (fault C12)", () => {
  test("is checked with nothing to read but itself, and nothing to write or to start", () => {
    const cwd = hostile();
    const { status, stdout, stderr } = checkAllowed(cwd, [`${cwd}/*`]);
    expect(status).toBe(1);
    expect(stdout).toContain("error[unknown-calendar]");
    expect(stdout).toContain("error[bad-message]");
    expect(stderr).toMatch(/^2 errors/m);
    expect(stdout + stderr).not.toMatch(/ERR_ACCESS_DENIED|canary-of-the-environment/);
    expect(existsSync(join(cwd, "ran.txt"))).toBe(false);
  });

  test("would be found out by that test if it were read elsewhere", () => {
    const cwd = hostile();
    const { status, stderr } = checkAllowed(cwd, [`${cwd}/nothing-here/*`]);
    expect(status).not.toBe(1);
    expect(stderr).toMatch(/restricted|denied/i);
  });

  test.runIf(existsSync("/usr/bin/strace"))("opens nothing of it but texts, and no connection", () => {
    const cwd = hostile();
    const trace = join(mkdtempSync(join(tmpdir(), "baton-trace-")), "trace");
    const traced = ["-f", "-e", "trace=openat,connect,execve", "-o", trace, process.execPath, BATON, "check"];
    expect(spawnSync("/usr/bin/strace", traced, { cwd }).status).toBe(1);
    const calls = readFileSync(trace, "utf8").split("\n");
    expect(calls.filter((call) => call.includes("connect("))).toEqual([]);
    expect(calls.filter((call) => call.includes("execve(")).length).toBe(1);
    const opened = calls.flatMap((call) => /openat\([^"]*"([^"]*)"/.exec(call)?.[1] ?? []);
    expect(opened.filter((path) => path.startsWith(cwd)).map((path) => path.slice(cwd.length))).toEqual([
      "/journeys",
      "/journeys/messages",
      "/journeys/a.journey",
      "/journeys/messages/hello.md",
      // As data: how long a review may wait.
      "/package.json",
    ]);
  });

  test.each([
    ["a file", "journeys/b.journey", "secret.journey"],
    ["a folder", "journeys/more", "."],
    ["a message", "journeys/messages/b.md", "secret.journey"],
    ["the folder of the journeys itself", "journeys", "."],
  ])("is not left through a link: %s", async (_, link, target) => {
    const outside = directoryOf({ "secret.journey": "role canary_secret { }" });
    const cwd = link === "journeys" ? directoryOf({}) : hostile();
    mkdirSync(dirname(join(cwd, link)), { recursive: true });
    symlinkSync(join(outside, target), join(cwd, link));
    const { code, stdout, stderr } = await baton(["check"], { cwd });
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("lies outside the workspace");
    expect(stderr).not.toContain("canary_secret");
  });

  test("cannot keep it waiting with a pipe, nor fill its memory", async () => {
    const cwd = hostile();
    expect(spawnSync("mkfifo", [join(cwd, "journeys", "pipe.journey")]).status).toBe(0);
    symlinkSync(join(cwd, "journeys", "pipe.journey"), join(cwd, "journeys", "link.journey"));
    expect((await baton(["check"], { cwd })).code).toBe(1);
    writeFileSync(join(cwd, "journeys", "large.journey"), "x".repeat(3_000_000));
    const { code, stderr } = await baton(["check"], { cwd });
    expect(code).toBe(3);
    expect(stderr).toContain("is larger than 1 MB");
  });

  test("is mended only within its folder", async () => {
    const cwd = hostile({ "journeys/a.journey": "role guard { hours office; }\n" });
    symlinkSync(join(cwd, "journeys", "a.journey"), join(cwd, "journeys", "z.journey"));
    await baton(["check", "--fix"], { cwd });
    expect(readFileSync(join(cwd, "journeys", "a.journey"), "utf8")).toBe("role guard { hours office }\n");
    expect(existsSync(join(cwd, "ran.txt"))).toBe(false);
  });
});

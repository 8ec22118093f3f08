import { spawnSync } from "node:child_process";
import { mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../cli/commands.ts";
import packageJson from "../../package.json" with { type: "json" };
import { BATON, baton } from "./run-baton.ts";

describe("wrong usage ends with 2 and says what is wrong on stderr", () => {
  test.each([
    [["chekc"], "Did you mean check?"],
    [[], "Usage: baton"],
    [["check", "--formta", "json"], "Did you mean --format?"],
    [["check", "--format", "xml"], "Allowed choices are text, json, github."],
    [["check", "--today", "tomorrow"], "--today tomorrow is no date"],
    [["check", "one", "two"], "too many arguments"],
    [["decide", "discount"], "required option '--as <ANSWER>' not specified"],
    [["send-event", "demo_requested"], "Say with --subject whom the event is about."],
    [["status", "--limit", "many"], "--limit many is no number from 1 to 500."],
    [["status", "--server", "not a server"], "is no address of a server"],
    [["compile", "--from", "soon"], "--from soon is no year."],
  ])("baton %j", async (args, told) => {
    const { code, stdout, stderr } = await baton(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(told);
  });
});

describe("what is not there ends with 3 and one sentence", () => {
  test.each([
    ["no server", ["inbox"], "No Baton is running in this directory. Start one with `baton dev`"],
    [
      "nobody at the address",
      ["inbox", "--server", "http://127.0.0.1:1"],
      "No gateway answers at http://127.0.0.1:1",
    ],
    ["no directory of journeys", ["check", "nowhere"], "nowhere cannot be read"],
    ["no directory to start in", ["-C", "nowhere", "check"], "There is no directory"],
  ])("%s", async (_, args, told) => {
    const cwd = mkdtempSync(join(tmpdir(), "baton-cli-"));
    const { code, stdout, stderr } = await baton(args, { cwd, env: { BATON_TOKEN: "t" } });
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toContain(told);
  });

  test("with --json, as an object on stdout, too", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "baton-cli-"));
    const { code, stdout } = await baton(["status", "--json"], { cwd });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({ error: { code: "no-server", message: expect.any(String) } });
  });
});

test("a token of this machine is not shown to another", async () => {
  const { stderr } = await baton(["status", "--server", "http://baton.example"]);
  expect(stderr).toBe("error: Asking http://baton.example needs a token: set BATON_TOKEN.\n");
});

test("--version is a product", async () => {
  expect(await baton(["--version"])).toEqual({
    code: 0,
    stdout: `baton ${packageJson.version}\n`,
    stderr: "",
  });
});

describe("options of every command", () => {
  const empty = () => mkdtempSync(join(tmpdir(), "baton-cli-"));

  test.each([[["--json", "status"]], [["status", "--json"]]])(
    "before its name and behind it: %j",
    async (args) => {
      expect(JSON.parse((await baton(args, { cwd: empty() })).stdout)).toMatchObject({
        error: { code: "no-server" },
      });
    },
  );

  test.each([[["-C", "nowhere", "check"]], [["check", "-C", "nowhere"]]])(
    "where it runs: %j",
    async (args) => {
      expect(await baton(args, { cwd: empty() })).toMatchObject({ code: 3, stdout: "" });
    },
  );

  test("behind a command, --version is that command's own", async () => {
    const args = ["pause", "nurture", "--version", "2", "--because", "a wrong price"];
    expect(await baton(args, { cwd: empty() })).toMatchObject({ code: 3, stdout: "" });
    expect((await baton(["check", "--version"])).code).toBe(2);
  });
});

describe("help", () => {
  const names = COMMANDS.flatMap(({ commands }) => commands.map(({ name }) => name));

  test("lists every command", async () => {
    const { code, stdout, stderr } = await baton(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
  });

  test.each(names)("%s says what it takes, in both ways of asking", async (name) => {
    const [asked, helped] = await Promise.all([baton([name, "--help"]), baton(["help", name])]);
    expect(asked).toEqual(helped);
    expect(asked.code).toBe(0);
    expect(asked.stdout).toContain(`Usage: baton ${name} [options]`);
    expect(asked.stdout).toContain("--json");
  });
});

test("runs through a link, as npm installs it", () => {
  const link = join(mkdtempSync(join(tmpdir(), "baton-bin-")), "baton");
  symlinkSync(BATON, link);
  expect(spawnSync(link, ["--version"], { encoding: "utf8" }).stdout).toBe(`baton ${packageJson.version}\n`);
});

test("a reader who has seen enough is no failure", () => {
  const { status, stderr } = spawnSync("sh", ["-c", `"${process.execPath}" "${BATON}" --help | head -n 1`], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

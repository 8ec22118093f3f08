import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { baton, directoryOf } from "./run-baton.ts";

const UNTIDY = "event   a of s\n";
const TIDY = "event a of s\n";
const BROKEN = "evnt   a of s\r\n";

test("the shipped journeys are formatted", async () => {
  const { code, stdout, stderr } = await baton(["fmt", "--check"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/^0 files not formatted, \d+ as they were\.\n$/);
});

test("files are replaced, named, and keep their mode; a link stays a link", async () => {
  const cwd = directoryOf({ "journeys/a.journey": `\ufeff${UNTIDY}`, "journeys/deep/b.journey": TIDY });
  chmodSync(join(cwd, "journeys/a.journey"), 0o600);
  symlinkSync("deep/b.journey", join(cwd, "journeys/c.journey"));
  const { code, stdout, stderr } = await baton(["fmt"], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "journeys/a.journey\n" });
  expect(stderr).toBe("1 file formatted, 2 as they were.\n");
  expect(readFileSync(join(cwd, "journeys/a.journey"), "utf8")).toBe(`\ufeff${TIDY}`);
  expect(statSync(join(cwd, "journeys/a.journey")).mode & 0o777).toBe(0o600);
  expect(lstatSync(join(cwd, "journeys/c.journey")).isSymbolicLink()).toBe(true);
});

test("a file with errors is left byte for byte, and the others are formatted", async () => {
  const cwd = directoryOf({ "a.journey": UNTIDY, "b.journey": BROKEN });
  const { code, stdout, stderr } = await baton(["fmt", "b.journey", "a.journey"], { cwd });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "a.journey\n" });
  expect(stderr).toContain("--> b.journey:1:1");
  expect(stderr).toContain("1 file formatted, 0 as they were, 1 with errors left alone.");
  expect(readFileSync(join(cwd, "b.journey"), "utf8")).toBe(BROKEN);
});

test("--check writes nothing, and ends with 1 if something would change", async () => {
  const cwd = directoryOf({ "a.journey": UNTIDY });
  const { code, stdout } = await baton(["fmt", "--check", "."], { cwd });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "a.journey\n" });
  expect(readFileSync(join(cwd, "a.journey"), "utf8")).toBe(UNTIDY);
});

test("--json says what became of each file", async () => {
  const cwd = directoryOf({ "a.journey": UNTIDY, "b.journey": BROKEN, "c.journey": TIDY });
  const { code, stdout } = await baton(["fmt", ".", "--json"], { cwd });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    files: [
      { file: "a.journey", status: "changed" },
      { file: "b.journey", status: "errors" },
      { file: "c.journey", status: "unchanged" },
    ],
    diagnostics: [{ severity: "error", span: { file: "b.journey", start: { line: 1, column: 1 } } }],
  });
});

test("--stdin prints the text, also one with errors", async () => {
  expect(await baton(["fmt", "--stdin"], { stdin: UNTIDY })).toEqual({
    code: 0,
    stdout: TIDY,
    stderr: "",
  });
  const broken = await baton(["fmt", "--stdin"], { stdin: BROKEN });
  expect(broken).toMatchObject({ code: 1, stdout: BROKEN });
  expect(broken.stderr).toContain("--> <stdin>:1:1");
});

test("what is no journey, is not there or is no text is not touched", async () => {
  const cwd = directoryOf({ "notes.txt": "a  b" });
  expect(await baton(["fmt", "notes.txt"], { cwd })).toMatchObject({ code: 2 });
  expect(await baton(["fmt", "away.journey"], { cwd })).toMatchObject({ code: 3 });
});

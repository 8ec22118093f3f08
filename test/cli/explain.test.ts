import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AUDIT_CODES } from "../../compiler/audit/catalogue.ts";
import { CATALOGUE } from "../../language/diagnostics/catalogue.ts";
import { baton } from "./run-baton.ts";

/** Not the folder of the project: the pages come with the package. */
const cwd = mkdtempSync(join(tmpdir(), "baton-explain-"));

test("a page says why it matters, with examples, how to mend it, and whether it may be silenced", async () => {
  const { code, stdout, stderr } = await baton(["explain", "wait-without-bound"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^error\[wait-without-bound\]: Stage `nurture` has no bound\.\n/);
  expect(stdout).toContain("\nWrong\n\n    stage nurture {\n");
  for (const title of ["Right", "How to mend it", "May it be silenced?"]) {
    expect(stdout).toContain(`\n${title}\n`);
  }
  expect(stdout).not.toContain("```");
});

test("without a code all are listed, a line each", async () => {
  const { code, stdout } = await baton(["explain"], { cwd });
  expect(code).toBe(0);
  const codes = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[0]);
  expect(codes).toEqual([...Object.keys(CATALOGUE), ...AUDIT_CODES]);
});

test("for programs, the page is data", async () => {
  const { stdout } = await baton(["explain", "review-overdue", "--json"], { cwd });
  const page: Record<string, unknown> = JSON.parse(stdout);
  expect(page).toMatchObject({ code: "review-overdue", severity: "warning", mayBeSilenced: true });
  expect(page.silencing).toContain("allow review-overdue because");
});

test("a code that does not exist is told with the nearest", async () => {
  const { code, stdout, stderr } = await baton(["explain", "wait-witout-bound"], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("Did you mean `wait-without-bound`?");
});

test("what only an audit finds has a page as well", async () => {
  const { code, stdout } = await baton(["explain", "exit-without-owner"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^gap\[exit-without-owner\]: Who leaves `first_contact` by `back`/);
  const { stdout: json } = await baton(["explain", "goal-missed", "--json"], { cwd });
  expect(JSON.parse(json)).toMatchObject({ verdict: "rebuild", mayBeSilenced: false });
});

/** Names of files: kebab-case, and of what is in them (docs/architecture.md). */
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { LAYERS, sourceFiles } from "./source-files.ts";

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.e2e)?(\.test|\.d)?\.ts$/;
/** Drawers that anything fits into, so that nothing is found in them. */
const DRAWERS = /^(utils?|helpers?|common|misc|shared|stuff|lib)\b/;

const names = sourceFiles([...LAYERS, "test"]);

test("files are named in kebab-case", () => {
  expect(names.length).toBeGreaterThan(200);
  expect(names.filter((path) => !KEBAB_CASE.test(basename(path)))).toEqual([]);
});

test("no file and no folder is a drawer", () => {
  expect(names.filter((path) => path.split("/").some((part) => DRAWERS.test(part)))).toEqual([]);
});

test("decisions are numbered, each with a number of its own", () => {
  const decisions = readdirSync("docs/decisions");
  expect(decisions.length).toBeGreaterThan(10);
  const numbers = decisions.map((name) => Number(/^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1]));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(decisions.map((_, index) => index + 1));
  for (const name of decisions) {
    const title = readFileSync(`docs/decisions/${name}`, "utf8");
    expect(title, name).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. `));
  }
});

import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundleJourneys } from "../../../runtime/worker/bundle-journeys.ts";

const MODULE = `
import { runJourney } from "baton/workflows";
export const lead_v1 = (start) => runJourney({ journey: "lead" }, start);
`;

async function makeBuild(parent: string, module: string): Promise<string> {
  const dir = await mkdtemp(join(parent, "build-"));
  await mkdir(join(dir, "workflows"));
  await writeFile(join(dir, "workflows", "index.cjs"), 'module.exports = require("./lead_v1.js");\n');
  await writeFile(join(dir, "workflows", "lead_v1.js"), module);
  return dir;
}

test("a build outside of any package is bundled, to the same bytes wherever it lies", async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), "baton-deeper-"));
  const here = await bundleJourneys(await makeBuild(tmpdir(), MODULE));
  const there = await bundleJourneys(await makeBuild(elsewhere, MODULE));
  expect(there.hash).toBe(here.hash);
  expect((await readFile(there.codePath)).equals(await readFile(here.codePath))).toBe(true);
});

test("an unchanged build is not bundled again, a changed one is", async () => {
  const dir = await makeBuild(tmpdir(), MODULE);
  const first = await bundleJourneys(dir);
  await writeFile(first.codePath, "kept");
  await bundleJourneys(dir);
  expect(await readFile(first.codePath, "utf8")).toBe("kept");

  await writeFile(join(dir, "workflows", "lead_v1.js"), MODULE.replace("lead", "leads"));
  expect((await bundleJourneys(dir)).hash).not.toBe(first.hash);
});

test("libraries that are dear in every instance are not in the bundle", async () => {
  const { codePath } = await bundleJourneys(await makeBuild(tmpdir(), MODULE));
  expect(await readFile(codePath, "utf8")).not.toMatch(/ZodType|chevrotain/i);
});

test("a module that imports what a workflow may not is refused", async () => {
  const dir = await makeBuild(tmpdir(), `import "node:fs";\n${MODULE}`);
  await expect(bundleJourneys(dir)).rejects.toThrow("fs");
});

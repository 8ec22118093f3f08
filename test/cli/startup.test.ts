/** What a command loads decides how fast it starts: counted here, since time differs from machine to machine. */
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { BATON, baton } from "./run-baton.ts";

/** The scripts that a run has loaded, as V8 itself reports them, by their paths. */
async function loadedBy(args: readonly string[]): Promise<readonly string[]> {
  const directory = mkdtempSync(join(tmpdir(), "baton-loaded-"));
  await baton(args, { env: { NODE_V8_COVERAGE: directory } });
  const reports = readdirSync(directory).map((file) =>
    JSON.parse(readFileSync(join(directory, file), "utf8")),
  );
  const urls: readonly string[] = reports.flatMap(({ result }) =>
    result.map(({ url }: { url: string }) => url),
  );
  return urls.filter((url) => url.startsWith("file:"));
}

test("check loads files of the build, and no package", async () => {
  const loaded = await loadedBy(["check", "journeys"]);
  expect(loaded).toContain(pathToFileURL(BATON).href);
  expect(loaded.filter((url) => url.includes("/node_modules/"))).toEqual([]);
  // A chunk for each set of commands that share some code; unbundled it would be hundreds.
  expect(loaded.length).toBeLessThan(40);
});

test.each([
  ["fmt", ["fmt", "--check"]],
  ["describe", ["describe", "re_engagement"]],
  ["preview", ["preview", "last_word", "--for", "package.json"]],
])("%s loads files of the build, and no package", async (_, args) => {
  const loaded = await loadedBy(args);
  expect(loaded).toContain(pathToFileURL(BATON).href);
  expect(loaded.filter((url) => url.includes("/node_modules/"))).toEqual([]);
});

test("--version loads no command", async () => {
  const loaded = await loadedBy(["--version"]);
  expect(loaded.filter((url) => !/\/(baton|chunk-[A-Z0-9]+)\.js$/.test(url))).toEqual([]);
  expect(loaded.length).toBeLessThan(8);
});

test("commands that ask the gateway load neither Temporal nor a database", async () => {
  const loaded = await loadedBy(["status", "--server", "http://127.0.0.1:1"]);
  const packages = loaded.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
  expect([...new Set(packages)]).toEqual(["jose"]);
});

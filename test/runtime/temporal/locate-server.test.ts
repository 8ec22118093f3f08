import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Environment } from "../../../runtime/temporal/cache-dir.ts";
import { type GetServer, locateServer } from "../../../runtime/temporal/locate-server.ts";

const newDir = () => mkdtemp(join(tmpdir(), "baton-locate-"));
const TEMPORAL = 'echo "temporal version 1.5.1 (Server 1.29.1)"';

async function putProgram(dir: string, script: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, "temporal");
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

/** A machine with nothing on it, and no way out. */
async function bareMachine(): Promise<{ env: Environment; path: string; cache: string }> {
  const [path, cache] = [await newDir(), await newDir()];
  return { env: { PATH: path, BATON_CACHE: cache }, path, cache };
}

const fails = (): Promise<never> => Promise.reject(new Error("No way out."));
const noWay = { download: fails, build: fails };
const puts: GetServer = async (path) => void (await putProgram(join(path, ".."), TEMPORAL));

test("an address in the environment comes before one in the configuration, and both before any program", async () => {
  const { env, path } = await bareMachine();
  await putProgram(path, TEMPORAL);
  expect(await locateServer({ env, address: "there:7233" })).toEqual({
    is: "address",
    address: "there:7233",
    from: "temporal.config.ts",
  });
  const both = { env: { ...env, TEMPORAL_ADDRESS: "here:7233" }, address: "there:7233" };
  expect(await locateServer(both)).toMatchObject({ address: "here:7233", from: "TEMPORAL_ADDRESS" });
});

test("the PATH comes before the cache", async () => {
  const { env, path, cache } = await bareMachine();
  const cached = await putProgram(join(cache, "bin"), TEMPORAL);
  expect(await locateServer({ env })).toEqual({ is: "binary", path: cached, from: "cache" });
  const own = await putProgram(path, TEMPORAL);
  expect(await locateServer({ env })).toEqual({ is: "binary", path: own, from: "PATH" });
});

test("another program of the name is told of and passed over", async () => {
  const { env, path, cache } = await bareMachine();
  const impostor = await putProgram(path, 'echo "temporal database shell 3"');
  const cached = await putProgram(join(cache, "bin"), TEMPORAL);
  const said: string[] = [];
  expect(await locateServer({ env, report: (line) => said.push(line) })).toMatchObject({ path: cached });
  expect(said).toEqual([
    `${impostor} does not answer as the Temporal CLI; going on without it`,
    `Temporal: ${cached} (from the cache)`,
  ]);
});

test("what is nowhere is downloaded, and built when that fails", async () => {
  const { env, cache } = await bareMachine();
  const path = join(cache, "bin", "temporal");
  expect(await locateServer({ env, download: fails, build: puts })).toEqual({
    is: "binary",
    path,
    from: "go",
  });
  const other = await bareMachine();
  expect(await locateServer({ env: other.env, download: puts, build: fails })).toMatchObject({
    from: "download",
  });
});

test("when there is no way, each reason is told and the last word says what to install", async () => {
  const { env } = await bareMachine();
  const said: string[] = [];
  const located = locateServer({ env, ...noWay, report: (line) => said.push(line) });
  await expect(located).rejects.toThrow(
    /^There is no Temporal server: install the Temporal CLI .* TEMPORAL_ADDRESS/,
  );
  expect(said).toEqual(["No way out.", "No way out."]);
});

test("without Go the build says so", async () => {
  const { env } = await bareMachine();
  const said: string[] = [];
  await expect(locateServer({ env, download: fails, report: (line) => said.push(line) })).rejects.toThrow();
  expect(said.at(-1)).toBe("The Temporal CLI could not be built: Go is not installed.");
});

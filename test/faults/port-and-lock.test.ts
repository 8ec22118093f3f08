import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { devInfoFile, writeDevInfo } from "../../runtime/dev-info.ts";
import { freePort, isAlive } from "../../runtime/temporal/processes.ts";
import { type BatonProcess, startBaton } from "../support/baton-process.ts";

const JOURNEYS = resolve("journeys");

let cwd: string;
let running: BatonProcess[];
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "baton-port-"));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.kill("SIGTERM")));
  await rm(cwd, { recursive: true, force: true });
});

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): BatonProcess {
  const one = startBaton(args, { cwd, env });
  running.push(one);
  return one;
}

/** Runs it to its end, which has to be a refusal; answers the one line that says why. */
async function refused(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string> {
  const one = start(args, env);
  expect(await one.ended, one.stderr()).toEqual({ code: 3, signal: null });
  expect(one.stdout()).toBe("");
  const errors = one.stderr().match(/^error: .*$/gm) ?? [];
  expect(errors, one.stderr()).toHaveLength(1);
  return errors[0]?.slice("error: ".length) ?? "";
}

const dev = (...args: readonly string[]) => ["dev", JOURNEYS, ...args];

async function startDev(): Promise<BatonProcess> {
  const one = start(dev());
  await one.says("Ctrl-C ends it");
  return one;
}

describe("a port in use", () => {
  let taken: Server;
  beforeEach(async () => {
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise((resolve) => taken.close(resolve)));

  test("is told with who holds it, and nothing that was started for it stays", async () => {
    const address = taken.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const why = await refused(dev("--port", `${port}`));
    expect(why).toMatch(
      new RegExp(
        `^Port ${port} is in use by process ${process.pid} \\(.+\\); choose another with --port, or end that process\\.$`,
      ),
    );
    expect(await readdir(join(cwd, ".baton", "temporal"))).not.toContain("temporal-server.json");
  });
});

describe("a directory in use", () => {
  /** What a killed one leaves behind, its process id given to another by now: no reason to refuse anybody. */
  async function leaveInfo(): Promise<void> {
    const info = {
      api: `http://127.0.0.1:${await freePort()}`,
      temporalUi: null,
      temporalAddress: "127.0.0.1:1",
      build: cwd,
      pid: process.pid,
    };
    await writeDevInfo(join(cwd, ".baton"), info);
  }

  test("is told with who has it, and what that one has is left as it is", async () => {
    await leaveInfo();
    const first = await startDev();
    const says = new RegExp(
      `^A Baton already runs in this directory, at http://127\\.0\\.0\\.1:\\d+ \\(process ${first.pid}\\); end it first\\.$`,
    );
    expect(await refused(dev())).toMatch(says);
    expect(await refused(["demo", "--fresh"])).toMatch(says);
    const info = JSON.parse(await readFile(devInfoFile(join(cwd, ".baton")), "utf8"));
    expect(info.pid).toBe(first.pid);
    expect((await fetch(`${info.api}/ready`)).status).toBe(200);
  });

  test("is told by the lock of the store where nothing else says so", async () => {
    const first = await startDev();
    await rm(devInfoFile(join(cwd, ".baton")));
    expect(await refused(dev())).toMatch(
      new RegExp(`^The store in .+ is in use by process ${first.pid} \\(baton dev\\)\\.$`),
    );
    expect(isAlive(first.pid)).toBe(true);
  });
});

describe("the Temporal server", () => {
  /** A machine with nothing on it. */
  let bare: Readonly<Record<string, string>>;
  beforeEach(async () => {
    bare = { PATH: join(cwd, "bin"), HOME: join(cwd, "home"), BATON_CACHE: join(cwd, "cache") };
    await mkdir(join(cwd, "bin"));
  });

  /** It answers as the Temporal command, and does not start a server: which one was taken is told before. */
  async function putTemporal(dir: string): Promise<string> {
    await mkdir(dir, { recursive: true });
    const path = join(dir, "temporal");
    await writeFile(path, '#!/bin/sh\n[ "$1" = --version ] && echo "temporal version 1.5.1" || exit 1\n');
    await chmod(path, 0o755);
    return path;
  }

  test("that is not to be had is told with what to install", async () => {
    const preload = join(cwd, "no-network.mjs");
    await writeFile(preload, 'globalThis.fetch = async () => { throw new TypeError("no network"); };\n');
    const why = await refused(dev(), { ...bare, NODE_OPTIONS: `--import ${preload}` });
    expect(why).toBe(
      "There is no Temporal server: install the Temporal CLI so that `temporal` is on the PATH " +
        "(https://docs.temporal.io/cli), or set TEMPORAL_ADDRESS to a server that runs.",
    );
  });

  test("is the one that is named, else the one on the PATH, else the one in the cache", async () => {
    const cached = await putTemporal(join(cwd, "cache", "bin"));
    await refused(dev(), bare);
    expect(running.at(-1)?.stderr()).toContain(`Temporal: ${cached} (from the cache)`);
    const onPath = await putTemporal(join(cwd, "bin"));
    await refused(dev(), bare);
    expect(running.at(-1)?.stderr()).toContain(`Temporal: ${onPath} (on the PATH)`);
    const address = `127.0.0.1:${await freePort()}`;
    const why = await refused(dev(), { ...bare, TEMPORAL_ADDRESS: address });
    expect(running.at(-1)?.stderr()).toContain(
      `Temporal: the server at ${address}, namespace default (TEMPORAL_ADDRESS)`,
    );
    expect(why).toMatch(new RegExp(`^Temporal at ${address} \\(namespace default\\) cannot be reached: `));
  });

  test("of somebody else never sees time that runs faster", async () => {
    const elsewhere = { ...bare, TEMPORAL_ADDRESS: "temporal.example.com:7233" };
    expect(await refused(dev("--scale", "3600"), elsewhere)).toBe(
      "A clock that is not the real one is for trying things out, and never for production: " +
        "the Temporal server at temporal.example.com:7233 is not on this machine.",
    );
  });
});

import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { connectClient, resolveTarget } from "../../../runtime/temporal/connect.ts";
import {
  type DevServer,
  type DevServerOptions,
  startDevServer,
} from "../../../runtime/temporal/dev-server.ts";
import { freePort, isAlive, portHolder } from "../../../runtime/temporal/processes.ts";
import { registerSearchAttributes } from "../../../runtime/temporal/search-attributes.ts";
import { serverBinary } from "../../support/temporal.ts";

let binary: string;
let servers: DevServer[] = [];

beforeAll(async () => {
  binary = await serverBinary();
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
});

const newDir = () => mkdtemp(join(tmpdir(), "baton-dev-server-"));

async function start(dataDir: string, options: Partial<DevServerOptions> = {}): Promise<DevServer> {
  const server = await startDevServer({ binary, dataDir, uiPort: null, ...options });
  servers.push(server);
  return server;
}

const clientOf = ({ address }: DevServer) => connectClient(resolveTarget({ address, env: {} }));

/** As if the process that started it had been killed. */
async function orphan(dataDir: string): Promise<void> {
  const file = join(dataDir, "temporal-server.json");
  const dead = spawnSync("true").pid;
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), parent: dead }));
}

test("a restart keeps what was there", async () => {
  const dataDir = await newDir();
  const first = await start(dataDir);
  const client = await clientOf(first);
  await client.workflow.start("small_v1", { taskQueue: "nobody", workflowId: "kept", args: [] });
  await client.connection.close();
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const again = await clientOf(await start(dataDir));
  expect((await again.workflow.getHandle("kept").describe()).status.name).toBe("RUNNING");
  await again.connection.close();
});

test("the web page is on a port of its own", async () => {
  const { ui } = await start(await newDir(), { persistent: false, uiPort: undefined });
  // It is begun beside the server.
  await expect.poll(async () => (await fetch(ui ?? "")).status, { timeout: 20_000 }).toBe(200);
});

test("a port that is taken is refused, with who has it", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const address = taken.address();
  const port = typeof address === "object" ? address?.port : undefined;
  await expect(start(await newDir(), { port })).rejects.toThrow(`is taken by process ${process.pid} (`);
  expect(await portHolder(port ?? 0)).toMatchObject({ pid: process.pid });
  taken.close();
});

test("a server whose parent was killed is taken over", async () => {
  const dataDir = await newDir();
  const first = await start(dataDir);
  await orphan(dataDir);
  const second = await start(dataDir);
  expect(second).toMatchObject({ takenOver: true, pid: first.pid, address: first.address });
});

test("one that was started otherwise is replaced", async () => {
  const dataDir = await newDir();
  const first = await start(dataDir);
  await orphan(dataDir);
  const second = await start(dataDir, { compressed: true });
  expect(second.takenOver).toBe(false);
  expect(isAlive(first.pid)).toBe(false);
});

test("one whose parent lives is left alone", async () => {
  const dataDir = await newDir();
  await start(dataDir);
  const file = join(dataDir, "temporal-server.json");
  const other = { ...JSON.parse(await readFile(file, "utf8")), parent: process.ppid };
  await writeFile(file, JSON.stringify(other));
  await expect(start(dataDir)).rejects.toThrow(`is in use by process ${process.ppid}`);
});

test("a program that does not start is told of, with its last words", async () => {
  await expect(start(await newDir(), { binary: "/bin/false" })).rejects.toThrow("did not start");
  await expect(start(await newDir(), { dynamicConfig: ["nonsense"] })).rejects.toThrow("nonsense");
  await expect(start(await newDir(), { binary: "/nowhere/temporal" })).rejects.toThrow("did not start");
});

test("search attributes that are there already are not added again", async () => {
  const client = await clientOf(await start(await newDir(), { persistent: false }));
  expect(await registerSearchAttributes(client)).toEqual([]);
  await client.connection.close();
});

test("an address where nothing answers is told with the true cause", async () => {
  const port = await freePort();
  const target = resolveTarget({ address: `127.0.0.1:${port}`, env: {} });
  await expect(connectClient(target)).rejects.toThrow(
    new RegExp(`^Temporal at 127.0.0.1:${port} \\(namespace default\\) cannot be reached: .*[Cc]onnect`),
  );
});

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { createApiClient } from "../../../runtime/gateway/api-client.ts";
import { freePort } from "../../../runtime/temporal/processes.ts";
import { type BatonProcess, startBaton } from "../../support/baton-process.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

const JOURNEYS = resolve("journeys");
const CANARY = "Zebulon Quuxberg";
const CANARY_ADDRESS = "canary.zq@example.com";

let cwd: string;
let env: Readonly<Record<string, string>>;
let postgres: TestPostgres;
let temporal: TestServer;
const processes: BatonProcess[] = [];

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "baton-health-"));
  postgres = await startPostgres();
  temporal = await startTestServer({ compressed: false });
  const DATABASE_URL = await postgres.createDatabase();
  env = { DATABASE_URL, TEMPORAL_ADDRESS: temporal.address, BATON_SECRET: "0123456789abcdef".repeat(2) };
  const compiled = startBaton(["compile", JOURNEYS], { cwd, env });
  expect(await compiled.ended, compiled.stderr()).toEqual({ code: 0, signal: null });
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill("SIGKILL")));
  await temporal?.stop();
  await postgres?.stop();
  await rm(cwd, { recursive: true, force: true });
});

interface Started {
  readonly process: BatonProcess;
  readonly health: string;
}

async function start(name: "serve" | "worker", ...args: readonly string[]): Promise<Started> {
  const port = await freePort();
  const people = ["--people", join(JOURNEYS, "people.yaml")];
  const process = startBaton([name, ...people, ...args], {
    cwd,
    env: { ...env, BATON_HEALTH_PORT: `${port}`, NODE_V8_COVERAGE: join(cwd, "loaded") },
  });
  processes.push(process);
  await process.says('"msg":"ready"');
  return { process, health: `http://127.0.0.1:${port}` };
}

const textOf = async (url: string): Promise<string> => await (await fetch(url)).text();

test("serve and worker tell on a port of their own how they are, and SIGTERM ends both in good order", async () => {
  const port = await freePort();
  const serve = await start("serve", "--port", `${port}`);
  const worker = await start("worker");
  for (const { health, process } of [serve, worker]) {
    expect(await (await fetch(`${health}/healthz`)).json()).toMatchObject({ ok: true, name: "baton" });
    const ready = await fetch(`${health}/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { ready: true, state: "ready", store: "up", temporal: "up", problems: [] },
    ]);
    expect((await fetch(`${health}/metrics`, { method: "POST" })).status).toBe(405);
    expect((await fetch(`${health}/v1/status`)).status).toBe(404);
    expect(process.stderr()).toContain(`"temporal":"${temporal.address}"`);
  }
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).not.toBe(200);

  await enterSomebody(`http://127.0.0.1:${port}`);
  const asked = await namesAskedFor();
  const [ofServe, ofWorker] = await vi.waitFor(
    async () => {
      const scraped = await Promise.all([
        textOf(`${serve.health}/metrics`),
        textOf(`${worker.health}/metrics`),
      ]);
      const emitted = namesIn(scraped.join("\n"));
      for (const [where, names] of asked)
        expect(
          names.filter((name) => !emitted.has(name)),
          where,
        ).toEqual([]);
      return scraped;
    },
    { timeout: 60_000, interval: 500 },
  );
  expect(ofServe).toContain("baton_store_up 1\n");
  expect(ofServe).toMatch(/baton_entries_total\{journey="lead_to_customer",version="\d+"\} 1\n/);
  expect(ofWorker).toMatch(/temporal_workflow_task_execution_latency/);
  for (const scrape of [ofServe, ofWorker])
    for (const personal of [CANARY, CANARY_ADDRESS, "Quuxberg", env.BATON_SECRET, "anna"])
      expect(scrape).not.toContain(personal);

  await Promise.all(
    [serve, worker].map(async ({ process }) => {
      expect(await process.kill("SIGTERM")).toEqual({ code: 0, signal: null });
      expect(process.stderr()).toContain('"msg":"ended"');
    }),
  );

  // Nobody asked for traces, and nobody pays for them.
  const loaded = await filesLoaded();
  expect(loaded.some((url) => url.includes("@temporalio/worker"))).toBe(true);
  expect(loaded.filter((url) => url.includes("opentelemetry") || url.includes("open-telemetry"))).toEqual([]);
}, 180_000);

async function enterSomebody(url: string): Promise<void> {
  const print = startBaton(["serve", "--print-token", "system:test"], { cwd, env });
  await print.ended;
  const api = createApiClient({ url, token: print.stdout().trim() });
  await api.sendEvents({
    id: "canary-1",
    event: "demo_requested",
    subject: { email: CANARY_ADDRESS, name: CANARY },
  });
  await vi.waitFor(async () => expect(await openWorkflows()).toBeGreaterThan(0), { timeout: 30_000 });
}

/** As V8 writes it down when a process ends in good order. */
async function filesLoaded(): Promise<readonly string[]> {
  const directory = join(cwd, "loaded");
  const texts = await Promise.all(
    (await readdir(directory)).map((name) => readFile(join(directory, name), "utf8")),
  );
  return texts.flatMap((text) => {
    const { result }: { readonly result: readonly { readonly url: string }[] } = JSON.parse(text);
    return result.map(({ url }) => url);
  });
}

/** What a query can name: of samples, and of what is declared and has none yet. */
const namesIn = (scrape: string): ReadonlySet<string> =>
  new Set([...scrape.matchAll(/^(?:# TYPE )?([a-z_]+)[{ ]/gm)].map(([, name = ""]) => name));

/** What the dashboard and the alerts that are shipped query, by file. */
async function namesAskedFor(): Promise<ReadonlyMap<string, readonly string[]>> {
  const dashboard: unknown = JSON.parse(await readFile("deploy/grafana/baton.json", "utf8"));
  const alerts: unknown = parse(await readFile("deploy/prometheus/baton-alerts.yml", "utf8"));
  const asked = new Map<string, readonly string[]>();
  for (const [where, file] of Object.entries({ dashboard, alerts })) {
    const names = expressionsIn(file).flatMap((one) => one.match(/\b(baton|temporal|process)_\w+/g) ?? []);
    expect(names.length, where).toBeGreaterThan(10);
    asked.set(where, names);
  }
  return asked;
}

/** The values of `expr`, however deep. */
function expressionsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "expr" && typeof inner === "string" ? [inner] : expressionsIn(inner),
  );
}

async function openWorkflows(): Promise<number> {
  let count = 0;
  for await (const _ of temporal.client.workflow.list()) count += 1;
  return count;
}

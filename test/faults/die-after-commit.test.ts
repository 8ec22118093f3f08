/** A worker dies when the store has a batch and Temporal does not: the store is the truth (decision 22). */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { WorkView } from "../../runtime/gateway/api.ts";
import { type ApiClient, createApiClient } from "../../runtime/gateway/api-client.ts";
import type { State } from "../../runtime/machine/state.ts";
import { openStore, type Store } from "../../runtime/store/open-store.ts";
import { freePort } from "../../runtime/temporal/processes.ts";
import { type BatonProcess, startBaton } from "../support/baton-process.ts";
import { readOutcome } from "../support/outcome.ts";
import { settledEvents } from "../support/play-journey.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { startTestServer, type TestServer } from "../support/temporal.ts";

const JOURNEYS = resolve("journeys");
const PEOPLE = ["--people", join(JOURNEYS, "people.yaml")];
/** What was in a worker's hands when it died is missed after ten seconds (`docs/temporal.md`, 11). */
const PATIENCE = { timeout: 40_000, interval: 200 };

/** Events after which the server wants a run to continue as new. */
const LONG = 60;

let cwd: string;
let url: string;
let env: Readonly<Record<string, string>>;
let postgres: TestPostgres;
let temporal: TestServer;
let store: Store;
let api: ApiClient;
let anna: ApiClient;
const processes: BatonProcess[] = [];

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "baton-die-after-commit-"));
  postgres = await startPostgres();
  temporal = await startTestServer({ dynamicConfig: [`limit.historyCount.suggestContinueAsNew=${LONG}`] });
  const DATABASE_URL = await postgres.createDatabase();
  store = await openStore({ databaseUrl: DATABASE_URL });
  env = { DATABASE_URL, TEMPORAL_ADDRESS: temporal.address, BATON_SECRET: "0123456789abcdef".repeat(2) };
  await run("compile", JOURNEYS, "--from", "2026");
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  api = await clientOf("system:test", "--scope", "events", "--scope", "admin");
  anna = await clientOf("anna");
  await start("serve", ["--port", `${port}`]).says('"msg":"ready"');
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill("SIGKILL")));
  await store.close();
  await temporal.stop();
  await postgres.stop();
  await rm(cwd, { recursive: true, force: true });
});

async function run(...args: readonly string[]): Promise<string> {
  const command = startBaton(args, { cwd, env });
  expect(await command.ended, command.stderr()).toEqual({ code: 0, signal: null });
  return command.stdout().trim();
}

function start(command: string, args: readonly string[] = [], more: Readonly<Record<string, string>> = {}) {
  const one = startBaton([command, ...args, ...PEOPLE], { cwd, env: { ...env, ...more } });
  processes.push(one);
  return one;
}

const clientOf = async (name: string, ...scopes: readonly string[]): Promise<ApiClient> =>
  createApiClient({ url, token: await run("serve", "--print-token", name, ...scopes, ...PEOPLE) });

/** A worker that dies as soon as the store has a batch; answers when it has. */
const dieAfterCommit = async (): Promise<void> => {
  const faulty = start("worker", [], { BATON_FAULT_AT: "record.after_commit" });
  expect(await faulty.ended).toEqual({ code: null, signal: "SIGKILL" });
};

let serial = 0;
async function happens(email: string, event: string, data?: Readonly<Record<string, string>>): Promise<void> {
  serial += 1;
  const subject = {
    email,
    name: "Ebba",
    company: "Ebba",
    country: "SE",
    job_title: "Founder",
    industry: "fintech",
  };
  const { results } = await api.sendEvents([
    { id: `${serial}`, source: "test", event, subject, ...(data === undefined ? {} : { data }) },
  ] as never);
  expect(results.map(({ error }) => error?.message)).toEqual([undefined]);
}

const offered = (email: string): Promise<WorkView> =>
  vi.waitFor(async () => {
    const { work } = await anna.inbox({ person: "anna", subject: email, name: "sales_ready" });
    const [one] = work;
    if (one === undefined) throw new Error("anna is not asked yet");
    return one;
  }, PATIENCE);

const stateOf = (instance: string): Promise<State | null> =>
  temporal.client.workflow.getHandle(instance).query<State | null>("state");

async function rowOf(instance: string) {
  return await store.db
    .selectFrom("instance")
    .selectAll()
    .where("id", "=", instance)
    .executeTakeFirstOrThrow();
}

async function writtenOf(instance: string, what: string): Promise<number> {
  const rows = await store.db.selectFrom("journal").select("what").where("instance", "=", instance).execute();
  return rows.filter((row) => row.what === what).length;
}

test("an entry and an acceptance of which Temporal has not heard are taken over from the store", async () => {
  const email = "ebba@example.com";
  await happens(email, "demo_requested");
  await dieAfterCommit();
  // The task is done again, with another fact in it, and the clock shows more.
  await happens(email, "webinar_attended", { title: "Fees" });
  const second = start("worker");
  const { instance, id } = await offered(email);
  expect(await writtenOf(instance, "entered")).toBe(1);
  // A query is answered when the task has ended, and the store has heard of all of it before.
  await stateOf(instance);
  await settledEvents(temporal, instance);
  await stateOf(instance);
  await second.kill("SIGKILL");

  const died = dieAfterCommit();
  const answer = anna.act("accept", id, {}).then(
    () => "taken",
    () => "no answer",
  );
  await died;
  const journal = await store.db
    .selectFrom("journal")
    .select(["instance", "what", "name"])
    .orderBy("number")
    .execute();
  expect(await writtenOf(instance, "accepted"), JSON.stringify(journal)).toBe(1);
  // Whoever asked has given up by the time at which somebody could answer.
  await happens(email, "content_downloaded", { title: "Fees guide", topic: "payments" });
  const last = start("worker");
  await vi.waitFor(async () => {
    expect(await stateOf(instance)).toMatchObject({ stage: "qualification", holder: { person: "anna" } });
  }, PATIENCE);
  console.log(`the acceptance: ${await answer}`);

  await happens(email, "deal_lost", { reason: "price" });
  await vi.waitFor(async () => expect((await rowOf(instance)).state).toBe("ended"), PATIENCE);
  expect(await writtenOf(instance, "accepted")).toBe(1);
  expect(await writtenOf(instance, "stuck")).toBe(0);
  const { wrong } = await readOutcome(store.db, "lead_to_customer");
  expect(wrong).toEqual([]);
  expect(await last.kill("SIGTERM")).toEqual({ code: 0, signal: null });
});

test("a run that would end before what it has forgotten takes that over first", async () => {
  const email = "dora@example.com";
  await happens(email, "content_downloaded", { title: "Fees guide", topic: "payments" });
  const first = start("worker");
  const { id: instance } = await vi.waitFor(async () => {
    const rows = await store.db
      .selectFrom("instance")
      .innerJoin("subject", "subject.id", "instance.subject")
      .select("instance.id")
      .where("subject.key", "=", email)
      .execute();
    const [row] = rows;
    if (row === undefined) throw new Error("nobody has entered yet");
    return row;
  }, PATIENCE);
  await vi.waitFor(async () => expect(await stateOf(instance)).not.toBeNull(), PATIENCE);
  await settledEvents(temporal, instance);
  await stateOf(instance);
  await first.kill("SIGKILL");

  const looks = () => happens(email, "page_viewed", { path: "/pricing" });
  const died = dieAfterCommit();
  await looks();
  await died;
  expect(await writtenOf(instance, "told")).toBe(1);
  // By the time at which the task is done again the history is so long that the run is to end.
  for (let count = 0; count < LONG; count += 1) await looks();
  const last = start("worker");
  await happens(email, "deal_lost", { reason: "price" });
  await vi.waitFor(async () => expect((await rowOf(instance)).state).toBe("ended"), PATIENCE);
  const { runId } = await temporal.client.workflow.getHandle(instance).describe();
  const { firstExecutionRunId } = await temporal.client.workflow
    .getHandle(instance)
    .describe()
    .then(({ raw }) => ({
      firstExecutionRunId: raw.workflowExecutionInfo?.firstRunId,
    }));
  expect(runId).not.toBe(firstExecutionRunId);
  expect(await writtenOf(instance, "told")).toBe(1);
  expect(await writtenOf(instance, "stuck")).toBe(0);
  expect(await last.kill("SIGTERM")).toEqual({ code: 0, signal: null });
});

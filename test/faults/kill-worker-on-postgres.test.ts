import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { CAST } from "../../cli/demo/cast.ts";
import { playDemo } from "../../cli/demo/play-demo.ts";
import { type Clock, readClock } from "../../runtime/clock.ts";
import { type ApiClient, createApiClient } from "../../runtime/gateway/api-client.ts";
import { openStore, type Store } from "../../runtime/store/open-store.ts";
import { freePort } from "../../runtime/temporal/processes.ts";
import { type BatonProcess, startBaton } from "../support/baton-process.ts";
import { readLetters, readOutcome, repeatedIn } from "../support/outcome.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { startTestServer, type TestServer } from "../support/temporal.ts";

const JOURNEYS = resolve("journeys");
/** All stories but that of the lead who goes quiet for weeks. */
const LEADS = CAST.slice(1, 13);
const STAFF = ["anna", "bo", "carla", "dag", "elsa", "finn", "gro", "ida", "jens", "kaja"];
/** A Monday, an hour before the offices open; a day takes 0.8 seconds. */
const START = Date.UTC(2026, 10, 23, 7);
const SCALE = 108_000;
/** Real milliseconds; it takes some 110 seconds: of each worker that dies, what it had in hand is missed after ten. */
const LONGEST = 300_000;

let cwd: string;
let url: string;
let postgres: TestPostgres;
let temporal: TestServer;
let store: Store;
let clock: Clock;
let env: Readonly<Record<string, string>>;
const processes: BatonProcess[] = [];

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "baton-kill-worker-"));
  postgres = await startPostgres();
  temporal = await startTestServer();
  const DATABASE_URL = await postgres.createDatabase();
  store = await openStore({ databaseUrl: DATABASE_URL });
  env = { DATABASE_URL, TEMPORAL_ADDRESS: temporal.address, BATON_SECRET: "0123456789abcdef".repeat(2) };
  await run("compile", JOURNEYS, "--from", "2026");
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill("SIGKILL")));
  await store.close();
  await temporal.stop();
  await postgres.stop();
  await rm(cwd, { recursive: true, force: true });
});

/** Runs a command to its end, and answers its product. */
async function run(...args: readonly string[]): Promise<string> {
  const command = startBaton(args, { cwd, env });
  expect(await command.ended, command.stderr()).toEqual({ code: 0, signal: null });
  return command.stdout().trim();
}

function start(args: readonly string[], more: Readonly<Record<string, string>> = {}): BatonProcess {
  const given = ["--people", join(JOURNEYS, "people.yaml"), "--clock", "clock.json"];
  const one = startBaton([...args, ...given], { cwd, env: { ...env, ...more } });
  processes.push(one);
  return one;
}

async function clientOf(name: string, ...scopes: readonly string[]): Promise<ApiClient> {
  const wanted = scopes.flatMap((scope) => ["--scope", scope]);
  const people = ["--people", join(JOURNEYS, "people.yaml")];
  return createApiClient({ url, token: await run("serve", "--print-token", name, ...wanted, ...people) });
}

test(
  "a worker that is killed loses nothing and does nothing twice",
  async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const api = await clientOf("system:test", "events", "people", "admin");
    const staff = new Map<string, ApiClient>();
    for (const person of STAFF) staff.set(person, await clientOf(person));
    clock = { startedAt: Date.now(), origin: START, scale: SCALE };
    await writeFile(join(cwd, "clock.json"), JSON.stringify(clock));
    const serve = start(["serve", "--port", `${port}`]);
    await serve.says('"msg":"ready"');

    const played = playDemo({
      cast: LEADS,
      journey: "lead_to_customer",
      start: START,
      now: () => readClock(clock, Date.now()),
      api,
      apiAs: (person) => staff.get(person) ?? api,
      people: STAFF,
      tell: () => {},
      refused: () => {},
      warn: () => {},
      signal: AbortSignal.timeout(LONGEST),
    });
    const [{ deaths, healed }] = await Promise.all([disturb(), played]);
    // What a worker had in hand when it died is missed after the time that an activity may be silent.
    await vi.waitFor(async () => expect(await unfinished()).toEqual([]), { timeout: 75_000, interval: 500 });
    const recovered = Date.now();
    expect(await processes.at(-1)?.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(await serve.kill("SIGTERM")).toEqual({ code: 0, signal: null });

    const outcome = await readOutcome(store.db, "lead_to_customer");
    const letters = await readLetters(join(cwd, ".baton", "mail"));
    console.log(
      `${LEADS.length} leads, workers ended ${deaths.join(", ")}: ${outcome.left.length} exits, ` +
        `${outcome.entries} entries of the journal in ${outcome.batches} batches, ${letters.length} letters; ` +
        `at rest ${Math.round((recovered - healed) / 1_000)} s after the last worker came`,
    );
    expect(new Set(outcome.left).size).toBe(LEADS.length);
    expect(outcome.wrong).toEqual([]);
    expect(repeatedIn(letters.map(({ messageId }) => messageId))).toEqual([]);
    expect(repeatedIn(letters.map(({ key }) => key))).toEqual([]);
    expect(await lettersBy("sent")).toEqual(letters.map(({ key }) => key).sort());
    expect(await recordsInTemporal()).toBe(outcome.batches);
    for (const one of processes) expect(personalIn(one.stderr())).toEqual([]);
  },
  LONGEST,
);

/** After the second the store has what Temporal has not heard of, while more comes in. */
const POINTS = ["deliver.after_send#2", "record.after_commit#9", "record.before_commit#9"] as const;

/** One worker after the other, each ended in another way; the last one stays until all leads are through. */
async function disturb(): Promise<{ readonly deaths: readonly string[]; readonly healed: number }> {
  for (const point of POINTS) {
    const faulty = start(["worker"], { BATON_FAULT_AT: point });
    expect(await faulty.ended).toEqual({ code: null, signal: "SIGKILL" });
  }

  const killed = await startWorker();
  await growth(60);
  await killed.kill("SIGKILL");

  const asked = await startWorker();
  await growth(60);
  expect(await asked.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  expect(asked.stderr()).toContain('"msg":"ended"');

  await startWorker();
  return { deaths: [...POINTS, "by SIGKILL", "by SIGTERM"], healed: Date.now() };
}

async function startWorker(): Promise<BatonProcess> {
  const one = start(["worker"]);
  await one.says('"msg":"ready"');
  return one;
}

/** Waits until so many entries more are in the journal; what the dead had in hand takes its time. */
async function growth(by: number): Promise<void> {
  const before = await countEntries();
  await vi.waitFor(async () => expect(await countEntries()).toBeGreaterThan(before + by), {
    timeout: 45_000,
    interval: 50,
  });
}

async function countEntries(): Promise<number> {
  const { count } = await store.db
    .selectFrom("journal")
    .select((of) => of.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function lettersBy(status: "sent"): Promise<readonly string[]> {
  const ofJourneys = store.db.selectFrom("letter").select("key").where("status", "=", status);
  const ofReviews = store.db.selectFrom("review_notice").select("key").where("status", "=", status);
  const rows = [...(await ofJourneys.execute()), ...(await ofReviews.execute())];
  return rows.map(({ key }) => key).sort();
}

/** What should have ended and has not: facts to hand on, letters that somebody died with, instances, workflows. */
async function unfinished(): Promise<readonly string[]> {
  const outbox = await store.db.selectFrom("outbox").select("key").where("status", "!=", "sent").execute();
  const sending = [
    ...(await store.db.selectFrom("letter").select("key").where("status", "=", "sending").execute()),
    ...(await store.db.selectFrom("review_notice").select("key").where("status", "=", "sending").execute()),
  ];
  const open = await store.db.selectFrom("instance").select("id").where("state", "!=", "ended").execute();
  const workflows: string[] = [];
  for await (const one of temporal.client.workflow.list({ query: 'ExecutionStatus != "Completed"' }))
    workflows.push(`${one.workflowId} ${one.status.name}`);
  return [...[...outbox, ...sending].map(({ key }) => key), ...open.map(({ id }) => id), ...workflows];
}

/**
 * How many batches the histories of all runs say were recorded: by a local activity that did not fail, or by the
 * ordinary one that asks again. What was asked for and not done, as the store had another batch, is none.
 */
async function recordsInTemporal(): Promise<number> {
  let count = 0;
  for await (const { workflowId, runId } of temporal.client.workflow.list()) {
    const { events } = await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const { activityTaskScheduledEventAttributes: scheduled, ...event } of events ?? []) {
      if (scheduled?.activityType?.name === "record") count += 1;
      const { failure, details } = event.markerRecordedEventAttributes ?? {};
      const [result] = details?.result?.payloads ?? [];
      if (failure == null && result?.data != null && !Buffer.from(result.data).includes('"instead"'))
        count += 1;
    }
  }
  return count;
}

const personalIn = (log: string): readonly string[] =>
  LEADS.flatMap(({ fields: { email, name } }) => [`${email}`, `${name}`]).filter((word) =>
    log.includes(word),
  );

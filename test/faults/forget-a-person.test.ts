/** Faults D6 and D7 on real processes: nothing of somebody in clear in Temporal before, and nothing at all afterwards. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readDevToken } from "../../runtime/access/dev-access.ts";
import { readDevInfo } from "../../runtime/dev-info.ts";
import { type ApiClient, createApiClient } from "../../runtime/gateway/api-client.ts";
import { type BatonProcess, startBaton } from "../support/baton-process.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { serverBinary } from "../support/temporal.ts";

const EMAIL = "canary+pii@example.test";
const CANARY = /canary\+pii|CANARY-SECRET/i;
const KEYS = "k1:5f0c9d1be27a43866f0c9d1be27a4386aa10b2c3d4e5f60718293a4b5c6d7e8f";

let cwd: string;
let postgres: TestPostgres;
let database: string;
let baton: BatonProcess;
let temporal: string;
let address: string;
let url: string;
let api: (person?: string) => ApiClient;

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  // Monday, 09:30 in Copenhagen; an hour takes a minute, so that letters may go out until all is done.
  const when = ["--scale", "60", "--start", "2026-11-23T08:30Z"];
  baton = startBaton(["dev", resolve("journeys"), ...when], {
    cwd,
    env: { DATABASE_URL: database, BATON_CODEC_KEYS: KEYS, ...env },
  });
  await baton.says("Ctrl-C ends it");
  const dataDir = join(cwd, ".baton");
  const [info, token] = [await readDevInfo(dataDir), await readDevToken(dataDir)];
  if (info === null || token === null) throw new Error(baton.stderr());
  address = info.temporalAddress;
  url = info.api;
  api = (person) => createApiClient({ url: info.api, token, ...(person === undefined ? {} : { person }) });
}

beforeAll(async () => {
  temporal = await serverBinary();
  cwd = await mkdtemp(join(tmpdir(), "baton-forget-"));
  postgres = await startPostgres();
  database = await postgres.createDatabase();
  await start();
});
afterAll(async () => {
  await baton?.kill("SIGTERM");
  await postgres?.stop();
  await rm(cwd, { recursive: true, force: true });
});

async function cli(...args: readonly string[]): Promise<string> {
  const given = [...args, "--address", address, "-o", "json"];
  const { stdout } = await promisify(execFile)(temporal, given, { maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}

/** All that is written in JSON, and what it says in base64. */
const textsIn = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? [value, Buffer.from(value, "base64").toString("latin1")]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];
const tellsOf = (shown: string): boolean => textsIn(JSON.parse(shown)).some((text) => CANARY.test(text));

/** What Temporal has written down, byte by byte. */
async function temporalFiles(): Promise<string> {
  const dir = join(cwd, ".baton", "temporal");
  const names = await readdir(dir, { recursive: true });
  return (await Promise.all(names.map((name) => readFile(join(dir, name), "latin1").catch(() => "")))).join(
    "",
  );
}

/** Every row of every table. */
async function storeDump(): Promise<string> {
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'baton'",
    );
    const texts: string[] = [];
    for (const { name } of rows) {
      const found = await client.query(`select row_to_json(one)::text as text from baton."${name}" one`);
      texts.push(...found.rows.map(({ text }) => String(text)));
    }
    return texts.join("\n");
  } finally {
    await client.end();
  }
}

let serial = 0;
async function happens(
  email: string,
  event: string,
  { data, ...more }: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  serial += 1;
  const subject = {
    ...{ email, name: "CANARY-SECRET-NAME", company: `CANARY-SECRET-${serial}`, country: "DK" },
    ...{ job_title: "Founder", industry: "fintech" },
    ...more,
  };
  const { results } = await api().sendEvents({
    id: `e${serial}`,
    source: "website",
    event,
    subject,
    ...(data === undefined ? {} : { data }),
  } as never);
  expect(results.map(({ error }) => error?.message)).toEqual([undefined]);
}

async function inQualification(email: string): Promise<string> {
  await happens(email, "demo_requested");
  const offer = await vi.waitFor(
    async () => {
      const { work } = await api("anna").inbox({ person: "anna", subject: email, name: "sales_ready" });
      if (work[0] === undefined) throw new Error(`Nobody is asked for ${email}.`);
      return work[0];
    },
    { timeout: 20_000, interval: 100 },
  );
  await api("anna").act("accept", offer.id, {});
  return offer.instance;
}

const forget = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [resolve("dist/cli/baton.js"), "forget", ...args], { cwd });

// First: letters go out in office hours, and the clock runs.
test("who had opted out, was forgotten, and comes again, is let in and written nothing", async () => {
  const [one, other] = ["out-canary+pii@example.test", "stays-canary+pii@example.test"];
  const reads = { data: { title: "Fees guide", topic: "payments" } };
  const lettersTo = async (email: string) =>
    (await api().mail()).mail.filter(({ to }) => to === email).length;
  const suppressed = async (email: string) =>
    (await api().timeline(email)).entries.filter(
      ({ what, result, why }) =>
        what === "message" &&
        result === "suppressed" &&
        why === "the address had opted out before it was forgotten",
    );
  for (const email of [one, other]) {
    await happens(email, "content_downloaded", reads);
    await vi.waitFor(async () => expect(await lettersTo(email)).toBe(1), 20_000);
  }
  // The mail sink of a developer is not the store: what it holds is theirs to delete.
  await happens(one, "page_viewed", { data: { path: "/unsubscribe" }, opted_out: true });
  const plans = await Promise.all([forget(one), forget(other)]);
  expect(plans.map(({ stdout }) => stdout.includes("they had opted out"))).toEqual([true, false]);
  for (const email of [one, other]) await forget(email, "--because", "asked for it");

  for (const email of [one, other]) await happens(email, "content_downloaded", reads);
  await vi.waitFor(async () => expect(await lettersTo(other)).toBe(2), 20_000);
  await vi.waitFor(async () => expect(await suppressed(one)).toHaveLength(1), 20_000);
  expect(await lettersTo(one)).toBe(1);
  expect(await suppressed(other)).toEqual([]);
  const { instances } = await api().status({ journey: "lead_to_customer", subject: one });
  expect(instances).toMatchObject([{ state: "open", stage: "nurture" }]);
  for (const email of [one, other]) await forget(email, "--because", "asked for it again");
  expect((await storeDump()).match(CANARY)).toBeNull();
});

test("somebody is in Temporal for nobody to read, save with the codec server, and then for nobody at all", async () => {
  const instance = await inQualification(EMAIL);
  await vi.waitFor(async () => expect(await storeDump()).toMatch(/first_call/), 10_000);
  expect(tellsOf(await cli("workflow", "show", "-w", instance))).toBe(false);
  expect(CANARY.test(await temporalFiles())).toBe(false);
  expect(CANARY.test(baton.stderr())).toBe(false);

  const token = await readDevToken(join(cwd, ".baton"));
  const decoded = ["--codec-endpoint", `${url}/v1/codec`, "--codec-auth", `Bearer ${token}`];
  const clear = await cli("workflow", "show", "-w", instance, ...decoded);
  expect(tellsOf(clear)).toBe(true);
  expect(textsIn(JSON.parse(clear)).some((text) => text.includes("anna accepted sales_ready"))).toBe(true);
  const stranger = ["--codec-endpoint", `${url}/v1/codec`, "--codec-auth", "Bearer nobody"];
  expect(await cli("workflow", "show", "-w", instance, ...stranger).then(tellsOf, () => false)).toBe(false);

  const planned = await forget(EMAIL);
  expect(planned.stdout).toMatch(/journey lead_to_customer: 1 running, 0 ended/);
  expect(planned.stderr).toMatch(/Nothing has been done/);
  const done = await forget(EMAIL, "--because", "asked for it, ticket 4711");
  console.log(done.stdout);
  expect(done.stdout).toMatch(/cannot be read any more/);
  expect(done.stdout).toMatch(/website: reported 1 event;/);

  expect((await storeDump()).match(CANARY)).toBeNull();
  const status = JSON.parse(await cli("workflow", "describe", "-w", instance));
  expect(JSON.stringify(status)).toMatch(/TERMINATED/);
  expect(tellsOf(await cli("workflow", "show", "-w", instance))).toBe(false);
  expect(await cli("workflow", "show", "-w", instance, ...decoded).then(tellsOf, () => false)).toBe(false);
  await expect(forget(EMAIL, "--because", "again")).rejects.toMatchObject({ code: 1 });
  expect(CANARY.test(baton.stderr())).toBe(false);
});

test.each(["forget.before_commit", "forget.after_runs"])(
  "killed at %s, it is done in the end, once",
  async (point) => {
    const email = `${point}-${EMAIL}`;
    const instance = await inQualification(email);
    await baton.kill("SIGTERM");
    await start({ BATON_FAULT_AT: point });
    await forget(email, "--because", "asked for it").catch(() => undefined);
    expect(await baton.ended).toMatchObject({ signal: "SIGKILL" });
    await start();
    if (point === "forget.before_commit") {
      // Nothing of it happened: it is asked for again.
      expect(CANARY.test(await storeDump())).toBe(true);
      await forget(email, "--because", "asked for it");
    }
    await vi.waitFor(async () => expect(await storeDump()).not.toMatch(/"done_at":null/), 40_000);
    const left = await storeDump();
    expect(left.match(CANARY)).toBeNull();
    const id = instance.split("/")[1] ?? "";
    const rows = left.split("\n").filter((row) => row.includes('"did":"forget"') && row.includes(id));
    expect(rows.map((row) => /"outcome":"(\w+)"/.exec(row)?.[1])).toEqual(["begun", "done"]);
    expect(left.split("\n").find((row) => row.includes('"sealed"') && row.includes(id))).toMatch(
      /"sealed":null/,
    );
    const status = JSON.stringify(JSON.parse(await cli("workflow", "describe", "-w", instance)));
    expect(status).toMatch(/TERMINATED/);
  },
);

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createActivities } from "../../../runtime/activities/create-activities.ts";
import { createSinkMail, type MailSink, startMailSink } from "../../../runtime/connectors/mail-sink.ts";
import { createSmtpMail, smtpSettings } from "../../../runtime/connectors/smtp-mail.ts";
import type { CrashPoint } from "../../../runtime/crash-points.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { buildModule, type Module } from "../../support/run-module.ts";
import {
  addLead,
  assign,
  batchOf,
  deliver,
  entry,
  journalOf,
  letter,
  record,
  send,
  type TestWorld,
  worldOn,
} from "./fixture.ts";

const FROM = "hello@example.com";
const directory = mkdtempSync(join(tmpdir(), "baton-crash-"));
let server: TestPostgres;
let databaseUrl: string;
let store: Store;
let sink: MailSink;
/** Records one batch, or delivers one letter, and ends. */
let worker: Module;

beforeAll(async () => {
  server = await startPostgres();
  databaseUrl = await server.createDatabase();
  store = await openStore({ databaseUrl });
  sink = await startMailSink({ directory });
  worker = await buildModule(`
    import { createActivities } from "./runtime/activities/create-activities.ts";
    import { deliverLetter } from "./runtime/letters/deliver-letter.ts";
    import { createSmtpMail } from "./runtime/connectors/smtp-mail.ts";
    import { openStore } from "./runtime/store/open-store.ts";
    import { worldOn } from "./test/runtime/activities/fixture.ts";
    const [databaseUrl, url, what, given] = process.argv.slice(2);
    const { db } = await openStore({ databaseUrl, poolSize: 1 });
    const mail = createSmtpMail({ SMTP_URL: url, SMTP_FROM: "${FROM}", SMTP_ON_UNKNOWN: "ask" });
    const [world, input] = [worldOn(db, { mail }), JSON.parse(given)];
    await (what === "record" ? createActivities(world).record(input) : deliverLetter(world, input));
    console.log("done");
    process.exit(0);`);
}, 60_000);
afterAll(async () => {
  worker.remove();
  await sink.close();
  await store.close();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

/** Does it in a process that dies at the point. */
async function dieAt(point: CrashPoint, what: "record" | "deliver", input: unknown): Promise<void> {
  const args = [databaseUrl, sink.url, what, JSON.stringify(input)];
  const running = worker.start(args, { BATON_FAULT_AT: point });
  await running.ended;
  expect(running.lines).toEqual([]);
  expect(running.process.signalCode).toBe("SIGKILL");
}

const keptOf = async (wanted: string) => (await sink.list()).filter(({ key }) => key === wanted);

describe("a worker that dies while it delivers", () => {
  const granted = async (world: TestWorld) => {
    const command = send();
    await record(world, await addLead(world), [command]);
    return command.key;
  };

  it.each<CrashPoint>(["deliver.after_claim", "deliver.after_send", "deliver.after_mark"])(
    "at %s: the letter goes out once, as the server can be asked",
    async (point) => {
      const world = worldOn(store.db, { mail: createSinkMail(sink, FROM) });
      const key = await granted(world);
      await dieAt(point, "deliver", key);
      await deliver(world, [key]);
      expect(await keptOf(key)).toHaveLength(1);
      expect(await letter(world, key)).toMatchObject({ status: "sent" });
    },
  );

  it.each<[CrashPoint, number]>([
    ["deliver.after_claim", 0],
    ["deliver.after_send", 1],
  ])("at %s: the letter is not sent again, as the server cannot", async (point, kept) => {
    const mail = createSmtpMail(smtpSettings.parse({ SMTP_URL: sink.url, SMTP_FROM: FROM }));
    const world = worldOn(store.db, { mail });
    const key = await granted(world);
    await dieAt(point, "deliver", key);
    await deliver(world, [key]);
    expect(await keptOf(key)).toHaveLength(kept);
    expect(await letter(world, key)).toMatchObject({ status: "unknown" });
  });
});

describe("a worker that dies while it records", () => {
  it.each<[CrashPoint, number]>([
    ["record.before_commit", 0],
    ["record.after_commit", 2],
  ])("at %s: the batch is applied once", async (point, written) => {
    const world = worldOn(store.db);
    const lead = await addLead(world);
    const batch = batchOf(world, lead, [assign(), send()], { journal: [entry({ what: "entered" })] });
    await dieAt(point, "record", batch);
    expect(await journalOf(world, lead)).toHaveLength(written);
    const { results } = await createActivities(world).record(batch);
    expect(results).toHaveLength(2);
    expect(await journalOf(world, lead)).toHaveLength(2);
  });
});

describe("a store that goes away", () => {
  it("fails what is asked of it in a word that says so, and takes it when it is back", async () => {
    const world = worldOn(store.db);
    const lead = await addLead(world);
    const batch = batchOf(world, lead, [assign(), send()]);
    const { record: apply } = createActivities(world);
    const crash = server.crashAndRestart();
    const failures: unknown[] = [];
    const result = await untilTaken(() => apply(batch), failures);
    await crash;
    expect(result.results).toHaveLength(2);
    for (const failure of failures)
      expect(failure).toMatchObject({ type: "baton.not-recorded", nonRetryable: false });
  });
});

async function untilTaken<T>(run: () => Promise<T>, failures: unknown[]): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      failures.push(error);
      if (tries > 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

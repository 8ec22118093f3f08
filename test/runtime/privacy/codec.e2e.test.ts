/** Faults D6 and I6: with keys, nothing of a subject is readable in Temporal, and everything works as without. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WorkflowNotFoundError } from "@temporalio/client";
import { ApplicationFailure, type DataConverter } from "@temporalio/common";
import { Worker } from "@temporalio/worker";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { temporalJourneys } from "../../../runtime/client/temporal-journeys.ts";
import { encryptingConverter, findFailureConverter } from "../../../runtime/privacy/data-converter.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { connectClient, resolveTarget } from "../../../runtime/temporal/connect.ts";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import type { Log } from "../../../runtime/worker/log.ts";
import { bundlePlan, eventually, listStore, openWorld } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";
import { codecOn, K1, K1_WRONG, K2, keysOf } from "./privacy-fixture.ts";

const CANARY = /CANARY-SECRET|canary\+pii/;
const PII = "canary+pii@example.test";
const SECRET = "CANARY-SECRET-7f3a";

let plain: TestServer;
let dataDir: string;
let store: Store;
let bundle: JourneyBundle;
const logged: string[] = [];
const note = (facts: object, message: string) => void logged.push(`${message} ${JSON.stringify(facts)}`);
const LOG: Log = { debug: note, info: note, warn: note, error: note };

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "baton-privacy-"));
  store = await openStore({});
  const dynamicConfig = ["limit.historyCount.suggestContinueAsNew=40"];
  plain = await startTestServer({ dataDir, persistent: true, dynamicConfig }, LOG);
  bundle = await bundlePlan(SMALL_PLAN, { failureConverter: findFailureConverter() });
});
afterAll(async () => {
  await plain?.stop();
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const converterOf = (...keys: readonly string[]): DataConverter => {
  const read = keysOf(...keys);
  return encryptingConverter(codecOn(store.db, read, 50).codec);
};
async function through(dataConverter: DataConverter): Promise<TestServer> {
  const client = await connectClient(resolveTarget({ address: plain.address, env: {} }), dataConverter);
  return { ...plain, client };
}

/** Every byte that the server has written down. */
async function serverFiles(): Promise<string> {
  const names = await readdir(dataDir);
  const texts = await Promise.all(
    names.map((name) => readFile(join(dataDir, name), "latin1").catch(() => "")),
  );
  return texts.join("\n");
}

/** All that stands in a history, and what it says in base64. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value, Buffer.from(value, "base64").toString("latin1")];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

test("without keys what a journey knows is in the server's file for all to read: these tests would see it", async () => {
  const clear = await bundlePlan(SMALL_PLAN);
  const world = await openWorld(plain, clear);
  const id = "small/0198d2f0-open/1";
  const open = await world.begin(id, { fields: { notes: "CLEAR-TEXT-11" } });
  await open.happens("bought");
  await open.end();
  await world.close();
  const reads = (texts: readonly string[]) => texts.some((text) => text.includes("CLEAR-TEXT-11"));
  expect((await serverFiles()).includes("CLEAR-TEXT-11")).toBe(true);
  expect(reads(textsIn(await plain.cli("workflow", "show", "-w", id)))).toBe(true);

  // To be forgotten it is deleted, as there is no key that could be destroyed.
  await temporalJourneys(plain.client).end(id, "The subject was forgotten.");
  await vi.waitFor(
    () => expect(plain.client.workflow.getHandle(id).describe()).rejects.toThrow(WorkflowNotFoundError),
    { timeout: 240_000, interval: 200 },
  );
}, 300_000);

test("a whole run leaves nothing readable in Temporal, its file and the logs, and is replayed from what it left", async () => {
  const converter = converterOf(K1);
  const server = await through(converter);
  const steps = listStore();
  let failures = 0;
  const failing = {
    ...steps,
    record: async (batch: Parameters<typeof steps.record>[0]) => {
      failures += 1;
      if (failures === 1) throw ApplicationFailure.retryable(`${SECRET} of ${PII}`, "baton.not-recorded");
      return steps.record(batch);
    },
  };
  const world = await openWorld(server, bundle, failing, { dataConverter: converter });
  const id = "small/0198d2f0-maria/1";
  const fields = { email: PII, notes: SECRET };
  const journey = await world.begin(id, { subject: "0198d2f0-maria", fields, why: `${SECRET} came in` });
  const inform = (kind: string, eventId: string) =>
    temporalJourneys(server.client).inform(id, {
      is: "event",
      event: { id: eventId, kind, at: Date.now(), fields },
    });
  await inform("demo_requested", "e1");
  const work = await journey.asked("sales_ready");
  expect((await journey.state())?.stage).toBe("nurture");
  const refused = await journey.act({ do: "decline", work, reason: SECRET } as never);
  expect(refused).toMatchObject({ is: "refused" });
  expect(await journey.act({ do: "accept", work })).toEqual({ is: "taken" });
  await journey.asked("call");
  for (let index = 0; index < 30; index += 1) await inform("noticed", `n${index}`);
  await eventually(async () => ((await journey.state())?.seen.includes("n29") ? true : undefined));
  await inform("bought", "e2");
  expect(await journey.end()).toMatchObject({ exit: "won" });
  await world.close();

  const written = await serverFiles();
  expect(written.includes("0198d2f0-maria")).toBe(true);
  expect(CANARY.test(written)).toBe(false);
  const shown = textsIn(await plain.cli("workflow", "show", "-w", id)).join("\n");
  expect(shown.includes("binary/encrypted")).toBe(true);
  expect(CANARY.test(shown)).toBe(false);
  expect(CANARY.test(logged.join("\n"))).toBe(false);

  let runs = 0;
  for await (const { runId } of server.client.workflow.list({ query: `WorkflowId = "${id}"` })) {
    runs += 1;
    const history = await server.client.workflow.getHandle(id, runId).fetchHistory();
    await Worker.runReplayHistory(
      { workflowBundle: { codePath: bundle.codePath }, dataConverter: converter },
      history,
      id,
    );
  }
  expect(runs).toBeGreaterThan(1);
});

test("a worker that lacks the key says which, loses nothing, and the next one goes on from there", async () => {
  const right = converterOf(K1);
  const server = await through(right);
  const wrong = await openWorld(server, bundle, listStore(), { dataConverter: converterOf(K1_WRONG) });
  const steps = listStore();
  const id = "small/0198d2f0-otto/1";
  const journey = await wrong.begin(id, { fields: { email: PII } });
  await eventually(() => logged.find((line) => line.includes("not the one that sealed")));
  expect(logged.join("\n")).toMatch(
    /"error":"KeyMissing","why":"The key k1 of BATON_CODEC_KEYS is not the one/,
  );
  expect((await server.client.workflow.getHandle(id).describe()).status.name).toBe("RUNNING");
  await wrong.close();

  const world = await openWorld(server, bundle, steps, { dataConverter: right });
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
  expect(steps.batches.map(({ number }) => number)).toEqual([1, 2]);
  await world.close();
});

test("keys are replaced while instances run", async () => {
  const before = await openWorld(await through(converterOf(K1)), bundle, listStore(), {
    dataConverter: converterOf(K1),
  });
  const id = "small/0198d2f0-rosa/1";
  const begun = await before.begin(id, { fields: { email: PII } });
  await begun.happens("noticed", "r1");
  await before.close();

  const both = keysOf(K2, K1);
  await codecOn(store.db, both).dataKeys.reseal();
  const after = converterOf(K2);
  const server = await through(after);
  const world = await openWorld(server, bundle, before.store, { dataConverter: after });
  await temporalJourneys(server.client).inform(id, {
    is: "event",
    event: { id: "r2", kind: "bought", at: Date.now(), fields: {} },
  });
  expect(await server.client.workflow.getHandle(id).result()).toMatchObject({ exit: "won" });
  await world.close();
});

import { AsyncLocalStorage } from "node:async_hooks";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  type Context,
  type ContextManager,
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openPeople } from "../../../runtime/people.ts";
import { openStack, type Stack } from "../../../runtime/stack/open-stack.ts";
import { openTelemetry } from "../../../runtime/tracing/open-telemetry.ts";
import { useTracing } from "../../../runtime/tracing/trace.ts";
import { startBaton } from "../../support/baton-process.ts";
import { settledEvents } from "../../support/play-journey.ts";
import { SILENT, startTestServer, type TestServer } from "../../support/temporal.ts";

const CANARY = { name: "Zebulon Quuxberg", email: "canary.zq@example.com" };

/** What an SDK for Node brings; the packages here are those that Temporal's interceptors come with. */
class AsyncContext implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();
  active = () => this.#storage.getStore() ?? ROOT_CONTEXT;
  with: ContextManager["with"] = (given, run, self, ...args) =>
    this.#storage.run(given, () => run.call(self as ThisParameterType<typeof run>, ...args));
  bind: ContextManager["bind"] = (_, target) => target;
  enable = () => this;
  disable = () => this;
}

const spans = new InMemorySpanExporter();
let cwd: string;
let server: TestServer;

beforeAll(async () => {
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncContext());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  cwd = await mkdtemp(join(tmpdir(), "baton-traces-"));
  server = await startTestServer({ compressed: false });
  await writeFile(
    join(cwd, "temporal.config.ts"),
    `export default { temporal: { address: "${server.address}" } };\n`,
  );
  await cp(resolve("journeys"), join(cwd, "journeys"), { recursive: true });
  const compiled = startBaton(["compile", "journeys", "--out", "build"], { cwd });
  expect(await compiled.ended, compiled.stderr()).toEqual({ code: 0, signal: null });
});
afterAll(async () => {
  useTracing(null);
  await server?.stop();
  await rm(cwd, { recursive: true, force: true });
});

/** A Monday morning, when letters may go out. */
const MONDAY = Date.UTC(2026, 10, 23, 9);

async function openInstallation(dataDir: string): Promise<Stack> {
  return await openStack({
    projectDir: cwd,
    buildDir: join(cwd, "build"),
    people: openPeople({ path: join(cwd, "journeys/people.yaml"), onProblem: () => {} }),
    dataDir: join(cwd, dataDir),
    infoDir: join(cwd, dataDir),
    clock: { startedAt: Date.now(), origin: MONDAY, scale: 1 },
    holdsOut: false,
    env: {},
    what: "a test",
    version: "0",
    log: SILENT,
    report: () => {},
  });
}

/** Lets somebody in, and waits for the letter that comes of it. */
async function letIn(stack: Stack, dataDir: string, email: string, traceparent?: string): Promise<void> {
  const token = (await readFile(join(cwd, dataDir, "token"), "utf8")).trim();
  const posted = await fetch(`${stack.url}/v1/events`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    body: JSON.stringify({
      id: email,
      event: "content_downloaded",
      subject: { ...CANARY, email },
      data: { title: `The guide of ${CANARY.name}`, topic: "payments" },
    }),
  });
  expect(posted.status, await posted.text()).toBe(202);
  await vi.waitFor(async () => expect((await stack.sink?.list())?.map(({ to }) => to)).toContain(email), {
    timeout: 30_000,
    interval: 100,
  });
}

/** Types of the events of the newest of so many histories, and its size as JSON, once the run rests. */
async function newestHistory(of: number) {
  await vi.waitFor(async () => expect((await server.client.workflow.count()).count).toBe(of), 30_000);
  for await (const { workflowId, runId } of server.client.workflow.list()) {
    await settledEvents(server, workflowId);
    const { events } = await server.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const kinds = (events ?? []).map(({ eventType }) => eventType);
    return { kinds, json: JSON.stringify(events) };
  }
  throw new Error("There is no history.");
}

test("an event's intake, its way through Temporal, the record and the letter are one trace, with nobody's name in it", async () => {
  useTracing(await openTelemetry());
  const traced = await openInstallation("traced");
  await letIn(traced, "traced", CANARY.email, `00-${"ab".repeat(16)}-${"cd".repeat(8)}-01`);
  await vi.waitFor(
    () =>
      expect(namesOf("ab".repeat(16))).toEqual(
        expect.arrayContaining([
          "take event",
          "hand on",
          expect.stringMatching(/^StartWorkflow:lead_to_customer_v\d+$/),
          "RunActivity:record",
          "send letter",
        ]),
      ),
    30_000,
  );
  const { kinds, json } = await newestHistory(1);
  expect(json).toContain("_tracer-data");
  await traced.stop();
  const written = JSON.stringify(
    spans.getFinishedSpans().map(({ name, attributes, events, status, links }) => ({
      ...{ name, attributes, events, status, links },
    })),
  );
  for (const personal of [CANARY.name, "Quuxberg", "canary.zq", "anna", "guide of"])
    expect(written).not.toContain(personal);

  // Without: not one event more or less, and no header.
  useTracing(null);
  const before = spans.getFinishedSpans().length;
  const plain = await openInstallation("plain");
  await letIn(plain, "plain", "other@example.com");
  const untraced = await newestHistory(2);
  expect(untraced.kinds).toEqual(kinds);
  expect(untraced.json).not.toContain("_tracer-data");
  expect(spans.getFinishedSpans()).toHaveLength(before);
  console.log(
    `${kinds.length} events with and without; ${json.length - untraced.json.length} characters more with`,
  );
  await plain.stop();
}, 120_000);

const namesOf = (traceId: string): readonly string[] =>
  spans.getFinishedSpans().flatMap((span) => (span.spanContext().traceId === traceId ? [span.name] : []));

test("what an error says stays out of its span", async () => {
  const { span } = await openTelemetry();
  const failing = async () => {
    throw new TypeError(`${CANARY.name} cannot be reached`);
  };
  await expect(span("failing", { count: 1 }, null, failing)).rejects.toThrow(CANARY.name);
  const [found] = spans.getFinishedSpans().filter(({ name }) => name === "failing");
  expect(found).toMatchObject({
    attributes: { "baton.count": 1 },
    status: { code: 2 },
    events: [{ name: "exception", attributes: { "exception.type": "TypeError" } }],
  });
  expect(JSON.stringify([found?.events, found?.status, found?.attributes])).not.toContain(CANARY.name);
});

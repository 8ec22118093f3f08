import { msToTs } from "@temporalio/common/lib/time.js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connectClient, connectWorker, resolveTarget } from "../../../runtime/temporal/connect.ts";
import { registerSearchAttributes } from "../../../runtime/temporal/search-attributes.ts";
import { bundlePlan, openWorld } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { SILENT, startTestServer, type TestServer } from "../../support/temporal.ts";
import {
  type Certificates,
  makeCertificates,
  type ProxyOptions,
  SERVER_NAME,
  startTlsProxy,
  type TlsProxy,
} from "../../support/tls-proxy.ts";

let server: TestServer;
let certificates: Certificates;
const proxies: TlsProxy[] = [];

beforeAll(async () => {
  server = await startTestServer();
  certificates = makeCertificates();
});
afterAll(async () => {
  for (const proxy of proxies) await proxy.close();
  certificates?.remove();
  await server?.stop();
});

async function proxy(options: Partial<ProxyOptions> = {}): Promise<TlsProxy> {
  const started = await startTlsProxy({ certificates, to: server.address, ...options });
  proxies.push(started);
  return started;
}

const trusting = (address: string) => ({
  TEMPORAL_ADDRESS: address,
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificates.ca,
  TEMPORAL_TLS_SERVER_NAME: SERVER_NAME,
});
const withClient = (address: string) => ({
  ...trusting(address),
  TEMPORAL_TLS_CLIENT_CERT_PATH: certificates.client.cert,
  TEMPORAL_TLS_CLIENT_KEY_PATH: certificates.client.key,
});

const ways: readonly (readonly [
  string,
  Partial<ProxyOptions>,
  (address: string) => Record<string, string>,
])[] = [
  ["an authority of one's own", {}, trusting],
  ["a client certificate", { wantsClientCertificate: true }, withClient],
  ["an API key", { apiKey: "right" }, (address) => ({ ...trusting(address), TEMPORAL_API_KEY: "right" })],
];

test.each(ways)("worker and client run a journey over TLS with %s", async (name, options, environment) => {
  const { address, calls } = await proxy(options);
  const target = resolveTarget({ env: environment(address) });
  const client = await connectClient(target);
  const connection = await connectWorker(target, SILENT);
  const world = await openWorld({ ...server, address, client, connection }, await bundlePlan(SMALL_PLAN));
  const journey = await world.begin(`tls ${name}`);
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
  await world.close();
  await connection.close();
  await client.connection.close();
  const methods = [...calls.keys()].map((path) => path.split("/").at(-1));
  expect(methods).toEqual(
    expect.arrayContaining(["StartWorkflowExecution", "SignalWorkflowExecution", "PollWorkflowTaskQueue"]),
  );
});

/** What a client and a worker are told. */
async function whyNot(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const target = resolveTarget({ env });
  const told = (connecting: Promise<unknown>) =>
    connecting.then(
      () => "connected",
      (error: Error) => error.message.replace(/^.*?cannot be reached: /, ""),
    );
  return [await told(connectWorker(target, SILENT)), await told(connectClient(target))];
}

const both = (why: unknown) => [why, why];

test("of a connection that fails the true cause is told, to clients and workers alike", async () => {
  const tls = (await proxy()).address;
  const strict = (await proxy({ wantsClientCertificate: true })).address;
  const closed = "127.0.0.1:1";
  expect(await whyNot({ TEMPORAL_ADDRESS: closed })).toEqual(
    both("nothing listens there (connection refused)."),
  );
  expect(await whyNot({ TEMPORAL_ADDRESS: "nowhere.invalid:7233" })).toEqual(
    both("the name nowhere.invalid is not known to the name service."),
  );
  expect(await whyNot({ TEMPORAL_ADDRESS: tls })).toEqual(both(expect.stringContaining("it may speak TLS")));
  expect(await whyNot({ TEMPORAL_ADDRESS: server.address, TEMPORAL_TLS: "true" })).toEqual(
    both(expect.stringContaining("does not speak TLS there")),
  );
  expect(await whyNot({ TEMPORAL_ADDRESS: tls, TEMPORAL_TLS: "true" })).toEqual(
    both(expect.stringContaining("an authority that is not known here")),
  );
  const { TEMPORAL_TLS_SERVER_NAME: _, ...unnamed } = trusting(tls);
  expect(await whyNot(unnamed)).toEqual(both(expect.stringContaining("certificate is not for 127.0.0.1")));
  expect(await whyNot(trusting(strict))).toEqual(
    both(expect.stringMatching(/wants? (one|a client certificate)/)),
  );
}, 120_000);

test("an API key that is refused, and a namespace that is not there, are told before anything is started", async () => {
  const { address } = await proxy({ apiKey: "right" });
  const wrong = { ...trusting(address), TEMPORAL_API_KEY: "wrong-and-secret" };
  const told = await whyNot(wrong);
  expect(told).toEqual(both(expect.stringContaining("the API key was refused")));
  expect(told.join()).not.toContain("wrong-and-secret");
  expect(
    await whyNot({ ...trusting(address), TEMPORAL_API_KEY: "right", TEMPORAL_NAMESPACE: "nope" }),
  ).toEqual(both(expect.stringContaining("has no namespace nope; name another in TEMPORAL_NAMESPACE")));
}, 60_000);

test("search attributes that are there are found where nobody may list them, and those that are not are named", async () => {
  const { address } = await proxy({ denies: "OperatorService" });
  const client = await connectClient(resolveTarget({ env: trusting(address) }));
  expect(await registerSearchAttributes(client)).toEqual([]);
  await client.connection.close();

  await server.client.workflowService.registerNamespace({
    namespace: "bare",
    workflowExecutionRetentionPeriod: msToTs("1 day"),
  });
  const bare = resolveTarget({ env: { ...trusting(address), TEMPORAL_NAMESPACE: "bare" } });
  await vi.waitFor(async () => {
    const other = await connectClient(bare);
    await expect(registerSearchAttributes(other)).rejects.toThrow(
      /^The namespace bare lacks search attributes of Baton.*add BatonJourney, BatonVersion, BatonStage, BatonHolder as/,
    );
    await other.connection.close();
  }, 20_000);
}, 60_000);

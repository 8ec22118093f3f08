/** Whether a worker takes up what a run is told: the relay asks, before it tells a run more (runtime/ingest/relay.ts). */
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporalJourneys } from "../../../runtime/client/temporal-journeys.ts";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import { bundlePlan, eventually, openWorld } from "../../support/journey-world.ts";
import { settledEvents } from "../../support/play-journey.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let bundle: JourneyBundle;

beforeAll(async () => {
  server = await startTestServer();
  bundle = await bundlePlan(SMALL_PLAN);
});
afterAll(() => server?.stop());

test("a run listens while a worker takes up what it is told, and not while none is there", async () => {
  const { isListening } = temporalJourneys(server.client);
  const listens = () => isListening("quiet");
  const world = await openWorld(server, bundle);
  const journey = await world.begin("quiet");
  await eventually(async () => (await listens()) || undefined);
  await settledEvents(server, "quiet");
  await world.close();
  expect(await listens()).toBe(true);
  await journey.happens("noticed");
  expect(await listens()).toBe(false);
  const back = await openWorld(server, bundle, world.store);
  await eventually(async () => (await listens()) || undefined);
  await journey.happens("bought");
  await journey.end();
  expect(await listens()).toBe(true);
  await back.close();
});

test("of a run that is not there whoever tells it hears it", async () => {
  expect(await temporalJourneys(server.client).isListening("nobody")).toBe(true);
});

/** Plays journeys of the frozen plans on a real server. With `RECORD=1` their histories replace the recorded ones. */
import { writeFileSync } from "node:fs";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { Worker } from "@temporalio/worker";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JourneyBundle } from "../../runtime/worker/bundle-journeys.ts";
import { bundlePlan, openWorld, type World } from "../support/journey-world.ts";
import { playJourney } from "../support/play-journey.ts";
import { startTestServer, type TestServer } from "../support/temporal.ts";
import { frozenPlan, historyFile } from "./frozen-plan.ts";

let server: TestServer;
let bundle: JourneyBundle;
let world: World;

beforeAll(async () => {
  server = await startTestServer();
  bundle = await bundlePlan(frozenPlan("small_v1"));
  world = await openWorld(server, bundle);
});

afterAll(async () => {
  await world?.close();
  await server?.stop();
});

test("a run of small_v1 is replayed as it was recorded", async () => {
  await playJourney(server, world, "accepted");
  const history = await server.client.workflow.getHandle("accepted").fetchHistory();
  await Worker.runReplayHistory({ workflowBundle: { codePath: bundle.codePath } }, history, "accepted");
  expect(history.events?.length).toBeGreaterThan(25);
  if (process.env.RECORD === "1") writeFileSync(historyFile("small_v1", "accepted"), anonymous(history));
});

/** Without the name of the machine that recorded it. */
const anonymous = (history: Parameters<typeof historyToJSON>[0]): string =>
  historyToJSON(history).replace(/"identity": "[^"]*"/g, '"identity": "recorded"');

/** What the SDK gives up of itself: see `recordSoon` in `runtime/workflows/outbox.ts`. */
import { CancelledFailure } from "@temporalio/common";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import { bundleModule, bundlePlan, listStore, openWorld, type World } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let bundle: JourneyBundle;
let world: World | undefined;

beforeAll(async () => {
  server = await startTestServer();
  bundle = await bundlePlan(SMALL_PLAN);
});

afterEach(() => world?.close());
afterAll(() => server?.stop());

/**
 * The SDK gives a local activity up between two attempts, when the worker needs the place of the run: a moment that cannot
 * be met at will. So the run is told here what it is told then.
 */
const MODULE = `
import { ActivityFailure, CancelledFailure } from "@temporalio/workflow";
import { runJourney } from "baton/workflows";
export const small_v1 = (start) => {
  let isGivenUp = false;
  globalThis.__TEMPORAL_ACTIVATOR__.interceptors.outbound.push({
    async scheduleLocalActivity(input, next) {
      if (isGivenUp) return next(input);
      isGivenUp = true;
      const cause = new CancelledFailure("Activity cancelled");
      throw new ActivityFailure("Local Activity cancelled", "record", "1", "NON_RETRYABLE_FAILURE", undefined, cause);
    },
  });
  return runJourney(${JSON.stringify(SMALL_PLAN)}, start);
};
`;

test("a run whose step was given up, though nobody wants the run to end, goes on", async () => {
  world = await openWorld(server, await bundleModule(MODULE));
  const journey = await world.begin("given up");
  await journey.happens("bought");
  expect(await journey.end()).toEqual({ exit: "won", outcome: "success" });
});

test("a run that is cancelled from outside while it records ends", async () => {
  const store = listStore();
  const held = new Promise<void>((resolve) => {
    setTimeout(resolve, 3_000);
  });
  world = await openWorld(server, bundle, {
    ...store,
    async record(batch) {
      await held;
      return store.record(batch);
    },
  });
  const journey = await world.begin("cancelled");
  await server.client.workflow.getHandle("cancelled").cancel();
  await expect(journey.end()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
});

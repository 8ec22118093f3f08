import { afterAll, beforeAll, expect, test } from "vitest";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import { bundlePlan, eventually, listStore, openWorld } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let bundle: JourneyBundle;

beforeAll(async () => {
  server = await startTestServer();
  bundle = await bundlePlan(SMALL_PLAN);
});

afterAll(() => server?.stop());

test("a worker that is stopped lets its activity end, and the next goes on from there", async () => {
  const store = listStore();
  let begun = false;
  const slow = {
    ...store,
    record: async (batch: Parameters<typeof store.record>[0]) => {
      begun = true;
      await new Promise((resolve) => setTimeout(resolve, 700));
      return store.record(batch);
    },
  };
  const first = await openWorld(server, bundle, slow);
  const journey = await first.begin("slow");
  await eventually(() => begun || undefined);
  await first.close();
  expect(store.batches).toHaveLength(1);

  const second = await openWorld(server, bundle, store);
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
  expect(store.batches.map(({ number }) => number)).toEqual([1, 2]);
  await second.close();
});

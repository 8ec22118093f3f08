import { fileURLToPath } from "node:url";
import { ApplicationFailure } from "@temporalio/common";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { temporalJourneys } from "../../../runtime/client/temporal-journeys.ts";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import { bundlePlan, eventually, listStore, openWorld, type World } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let sound: JourneyBundle;
let faulty: JourneyBundle;

beforeAll(async () => {
  server = await startTestServer();
  sound = await bundlePlan(SMALL_PLAN);
  const driver = fileURLToPath(new URL("../../support/faulty-driver.ts", import.meta.url));
  faulty = await bundlePlan(SMALL_PLAN, { driver });
});

let worlds: World[] = [];

afterEach(async () => {
  await Promise.all(worlds.map((world) => world.close()));
  worlds = [];
});

afterAll(() => server?.stop());

async function open(bundle: JourneyBundle, store = listStore()): Promise<World> {
  const world = await openWorld(server, bundle, store);
  worlds.push(world);
  return world;
}

test("an input on which the machine fails is kept, and a repaired worker goes on from it", async () => {
  const broken = await open(faulty);
  const journey = await broken.begin("stuck");
  await journey.happens("noticed", "n1");
  expect(await journey.wrote("stuck")).toMatchObject({
    name: "event noticed",
    stage: "nurture",
    result: "machine",
  });
  expect(await journey.act({ do: "accept", work: "stuck#w1" })).toEqual({ is: "stuck" });
  // It is tried again, and fails again, without another word.
  await journey.happens("demo_requested", "d1");
  expect(await journey.act({ do: "accept", work: "stuck#w1" })).toEqual({ is: "stuck" });
  await broken.close();

  await open(sound, broken.store);
  await journey.happens("noticed", "n2");
  const work = await journey.asked("sales_ready");
  expect(await journey.act({ do: "accept", work })).toEqual({ is: "taken" });
  expect((await journey.state())?.seen).toEqual(expect.arrayContaining(["n1", "d1", "n2"]));
  expect(journey.journal().filter(({ what }) => what === "stuck")).toHaveLength(1);
});

test("what it cannot take in is left out by order, and it goes on without", async () => {
  const journeys = temporalJourneys(server.client);
  const journey = await (await open(faulty)).begin("left-out");
  await journey.happens("noticed", "n1");
  await journey.wrote("stuck");
  await journey.happens("demo_requested", "d1");
  await journeys.inform("left-out", { is: "skip", id: "o1", by: "dag", why: "it cannot be read" });
  await journey.asked("sales_ready");
  expect(journey.journal()).toContainEqual(
    expect.objectContaining({ what: "ignored", name: "event noticed", by: "dag", result: "left out" }),
  );
});

test("one that is stuck is stopped by order, whatever waits", async () => {
  const journeys = temporalJourneys(server.client);
  const journey = await (await open(faulty)).begin("stopped");
  await journey.happens("noticed", "n1");
  await journey.wrote("stuck");
  await journey.happens("noticed", "n2");
  await journeys.inform("stopped", { is: "stop", id: "o1", by: "dag", why: "a mistake", exit: null });
  expect(await journey.end()).toEqual({ exit: "stopped by hand", outcome: "neutral" });
});

test("an act on which the machine fails is not taken, and the journey goes on", async () => {
  const broken = await open(faulty);
  const journey = await broken.begin("act");
  await journey.happens("demo_requested");
  await journey.act({ do: "accept", work: await journey.asked("sales_ready") });
  const work = await journey.asked("call");
  const done = { do: "complete", work, result: "done", evidence: {} } as const;
  expect(await journey.act(done)).toEqual({ is: "stuck" });
  expect(await journey.wrote("stuck")).toMatchObject({ name: "complete", by: "anna", stage: "selling" });
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
});

test("a batch that the store refuses is tried again, with nothing lost and nothing twice", async () => {
  const store = listStore();
  const moody = {
    ...store,
    record: async (batch: Parameters<typeof store.record>[0]) => {
      // By run: a task that is done over asks again.
      if (batch.commands.some((one) => one.do === "assign") && batch.runNumber <= 2) {
        throw ApplicationFailure.nonRetryable("the disk is full", "store.full");
      }
      return store.record(batch);
    },
  };
  const world = await open(sound, moody);
  const journey = await world.begin("moody");
  let run = await journey.run();
  await journey.happens("demo_requested");
  for (const _ of [1, 2]) {
    run = await eventually(async () => {
      const now = await journey.run();
      return now === run ? undefined : now;
    });
    await journey.happens("noticed");
  }
  const work = await journey.asked("sales_ready");
  expect(await journey.act({ do: "accept", work })).toEqual({ is: "taken" });
  expect(journey.commands().filter((one) => one.do === "assign")).toHaveLength(1);
  expect(journey.journal().filter(({ what }) => what === "stuck")).toMatchObject([
    { result: "store", why: "the disk is full" },
  ]);
});

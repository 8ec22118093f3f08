/** Floods in which Temporal's SDK leaves out events of the history: see `runtime/workflows/left-out-events.ts`. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import { bundlePlan, eventually, listStore, openWorld, type World } from "../../support/journey-world.ts";
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

/** Without the mend about one run in six loses two facts, by when its second task comes. */
const RUNS = 24;
/** A task is given up at 101 signals: enough to give up two, as many as an instance remembers at most. */
const FACTS = Array.from({ length: 220 }, (_, index) => `n${index}`);

/** In milliseconds: of a task that has failed more than once the server waits for another attempt ever longer. */
const RECOVERY = 120_000;

test("runs whose tasks are given up twice while they wait for the store hear every fact", async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store = listStore();
  const slow = {
    ...store,
    async record(batch: Parameters<typeof store.record>[0]) {
      if (batch.number === 2) await released;
      return store.record(batch);
    },
  };
  world = await openWorld(server, bundle, slow);
  const { begin } = world;
  const flood = async (id: string) => {
    const journey = await begin(id);
    await journey.happens("demo_requested", "demo");
    for (const fact of FACTS) await journey.happens("noticed", fact);
    return journey;
  };
  const journeys = await Promise.all(Array.from({ length: RUNS }, (_, index) => flood(`flooded${index}`)));
  release();
  for (const journey of journeys) {
    await journey.happens("noticed", "last");
    const seen = await eventually(async () => {
      const state = await journey.state(RECOVERY);
      return state?.seen.includes("last") === true ? state.seen : undefined;
    }, RECOVERY);
    expect(seen).toEqual(["demo", ...FACTS, "last"]);
  }
}, 180_000);

/** Many facts at once to one instance: a task of the server's that lasts long is given up, and all of it done over. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Plan } from "../../../compiler/plan.ts";
import type { Batch } from "../../../runtime/activities/contract.ts";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import { bundlePlan, eventually, listStore, openWorld, type World } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

const FACTS = 300;
/** As many as a task may bring before Temporal has heard of them, and the one it is at. */
const BATCHES_IN_A_TASK = 21;

/** It says a word at each event. */
const TALKING: Plan = {
  ...SMALL_PLAN,
  stages: {
    ...SMALL_PLAN.stages,
    nurture: {
      ...(SMALL_PLAN.stages.nurture as Plan["stages"][string]),
      handlers: [
        {
          id: "nurture/on noticed",
          on: "event",
          events: [{ event: "noticed", where: null }],
          rate: null,
          reaction: { run: "nurture/on noticed/say" },
        },
      ],
    },
  },
  code: {
    ...SMALL_PLAN.code,
    "nurture/on noticed/say": {
      do: "tell",
      who: { role: "sales", route: null },
      text: "noticed",
      next: null,
    },
  },
};

let server: TestServer;
let bundle: JourneyBundle;
let world: World | undefined;

beforeAll(async () => {
  server = await startTestServer();
  bundle = await bundlePlan(TALKING);
});
afterEach(() => world?.close());
afterAll(() => server?.stop());

test("each fact of a flood is answered once, by tasks of few batches", async () => {
  const store = listStore();
  const slow = {
    ...store,
    async record(batch: Batch) {
      await pause(10);
      return store.record(batch);
    },
  };
  world = await openWorld(server, bundle, slow);
  const journey = await world.begin("flood");
  await Promise.all(Array.from({ length: FACTS }, (_, nth) => journey.happens("noticed", `n${nth}`)));
  const told = () => journey.commands().filter((command) => command.do === "tell");
  await eventually(() => (told().length >= FACTS ? true : undefined), 60_000);
  await journey.happens("bought");
  await journey.end();
  expect(told()).toHaveLength(FACTS);
  expect(Math.max(...(await batchesOfTasks("flood")))).toBeLessThanOrEqual(BATCHES_IN_A_TASK);
});

/** How many markers of local activities each completed task of the run has left. */
async function batchesOfTasks(id: string): Promise<readonly number[]> {
  const { events } = await server.client.workflow.getHandle(id).fetchHistory();
  const byTask = new Map<string, number>();
  for (const { markerRecordedEventAttributes: marker } of events ?? []) {
    if (marker == null) continue;
    const task = String(marker.workflowTaskCompletedEventId);
    byTask.set(task, (byTask.get(task) ?? 0) + 1);
  }
  return [...byTask.values()];
}

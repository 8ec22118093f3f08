/** A refusal says how things stood: it is not an answer for ever. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundlePlan, eventually, listStore, openWorld, type World } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let world: World | undefined;

beforeAll(async () => {
  server = await startTestServer({ dynamicConfig: ["limit.historyCount.suggestContinueAsNew=40"] });
});

afterAll(async () => {
  await world?.close();
  await server?.stop();
});

test("what the loop refused in one run may be asked again in the next, and counts then", async () => {
  const store = listStore();
  let enter: (() => void) | undefined;
  const slow = {
    ...store,
    async record(batch: Parameters<typeof store.record>[0]) {
      if (batch.number === 1) {
        // The instance hears of the act while it waits, and not only after, when the store is slow to answer.
        if (batch.took !== undefined) throw new Error("the store is away");
        await new Promise<void>((resolve) => {
          enter = resolve;
        });
      }
      return store.record(batch);
    },
  };
  world = await openWorld(server, await bundlePlan(SMALL_PLAN), slow);
  const journey = await world.begin("again");
  const first = await journey.run();
  const release = await eventually(() => enter);
  // The validator cannot say before the entry is recorded; what it refuses leaves no trace anyway.
  const early = { do: "accept", work: "again#w3" } as const;
  const click = journey.act(early, { updateId: "click" });
  await new Promise((resolve) => setTimeout(resolve, 300));
  release();
  expect(await click).toMatchObject({ is: "refused", refusal: { code: "unknown-work" } });

  for (let index = 0; index < 30; index += 1) await journey.happens("noticed", `n${index}`);
  await eventually(async () => ((await journey.run()) === first ? undefined : true));
  await journey.happens("demo_requested");
  expect(await journey.asked("sales_ready")).toBe(early.work);
  expect(await journey.act(early, { updateId: "click" })).toEqual({ is: "taken" });
});

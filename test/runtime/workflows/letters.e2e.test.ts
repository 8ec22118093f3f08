/** Letters that are still on their way, or will never be, when a run or a journey ends. */
import { ApplicationFailure } from "@temporalio/common";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import {
  bundlePlan,
  eventually,
  type ListStore,
  listStore,
  openWorld,
  type World,
} from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let bundle: JourneyBundle;
let world: World | undefined;

beforeAll(async () => {
  server = await startTestServer({ dynamicConfig: ["limit.historyCount.suggestContinueAsNew=40"] });
  bundle = await bundlePlan(SMALL_PLAN);
});

afterEach(() => world?.close());
afterAll(() => server?.stop());

const runOf = async (id: string): Promise<string> =>
  (await server.client.workflow.getHandle(id).describe()).runId;

async function begin(id: string, deliver: ListStore["deliver"]) {
  const store = { ...listStore(), deliver };
  world = await openWorld(server, bundle, store);
  return world.begin(id);
}

test("a run does not end while a letter is on its way, and nobody begins to send it twice", async () => {
  let begun = 0;
  let finish = () => {};
  const journey = await begin("patient", async () => {
    begun += 1;
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  const first = await runOf("patient");
  // A letter that is finished before it was begun would be on its way for ever.
  await eventually(() => begun > 0 || undefined);
  for (let index = 0; index < 30; index += 1) await journey.happens("noticed", `n${index}`);
  await eventually(async () => (await journey.state())?.seen.includes("n29") || undefined);
  expect(await runOf("patient")).toBe(first);
  finish();
  await eventually(async () => ((await runOf("patient")) === first ? undefined : true));
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
  expect(begun).toBe(1);
});

test("letters that cannot be delivered at all are in the journal of the next batch", async () => {
  const refuse = () => Promise.reject(ApplicationFailure.nonRetryable("no such key", "mail.broken"));
  const journey = await begin("undelivered", refuse);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await journey.happens("demo_requested");
  expect(await journey.wrote("stuck")).toMatchObject({
    name: "letters",
    why: "1 not delivered: no such key",
  });
  await journey.happens("bought");
  // Also of what goes out with the exit, which nothing follows.
  expect(await journey.end()).toMatchObject({ exit: "won" });
});

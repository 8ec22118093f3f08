/** More facts than can be handed from one run to the next: the server ends an instance that tries. */
import { ApplicationFailure } from "@temporalio/common";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Event } from "../../../runtime/machine/protocol.ts";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import type { Fact } from "../../../runtime/workflows/contract.ts";
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
  // After 0.4 MB of facts the server has long suggested to continue as new.
  server = await startTestServer({ dynamicConfig: ["limit.historyCount.suggestContinueAsNew=40"] });
  bundle = await bundlePlan(SMALL_PLAN);
});

afterEach(() => world?.close());
afterAll(() => server?.stop());

const big = (id: string): Event => ({
  id,
  kind: "noticed",
  at: Date.now(),
  fields: { story: "ä".repeat(5_000) },
});

async function inform(workflow: string, ids: readonly string[]): Promise<void> {
  const handle = server.client.workflow.getHandle(workflow);
  for (const id of ids) await handle.signal<[Fact]>("inform", { is: "event", event: big(id) });
}

const noticed = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `n${index}`);

/** A store that refuses what asks somebody, until it is told to be good. */
function moodyStore(): ListStore & { isGood: boolean } {
  const store = listStore();
  const moody = {
    ...store,
    isGood: false,
    async record(batch: Parameters<typeof store.record>[0]) {
      const asks = batch.commands.some((one) => one.do === "assign");
      if (asks && !moody.isGood) throw ApplicationFailure.nonRetryable("the disk is full", "store.full");
      return store.record(batch);
    },
  };
  return moody;
}

test("a stuck instance with more than can be handed on tries again in the same run", async () => {
  const store = moodyStore();
  world = await openWorld(server, bundle, store);
  const journey = await world.begin("stuck");
  await journey.happens("demo_requested");
  await inform("stuck", noticed(130));
  const work = { do: "accept", work: "stuck#w1" } as const;
  expect(await journey.act(work)).toEqual({ is: "stuck" });
  store.isGood = true;
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
  expect(journey.commands().filter((one) => one.do === "assign")).toHaveLength(1);
  expect(journey.journal().filter(({ what }) => what === "stuck")).toHaveLength(1);
}, 180_000);

test("an instance with more than can be handed on takes it in before it goes on as a new run", async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store = listStore();
  const slow = {
    ...store,
    async record(batch: Parameters<typeof store.record>[0]) {
      if (batch.commands.some((one) => one.do === "assign")) await released;
      return store.record(batch);
    },
  };
  world = await openWorld(server, bundle, slow);
  const journey = await world.begin("slow");
  await journey.happens("demo_requested");
  const first = await journey.run();
  await inform("slow", noticed(220));
  release();
  await journey.asked("sales_ready");
  await journey.happens("noticed", "last");
  const state = await eventually(async () => {
    const now = await journey.state(120_000);
    return now?.seen.includes("last") === true ? now : undefined;
  }, 120_000);
  expect(state.seen).toEqual(expect.arrayContaining([...noticed(220)]));
  await eventually(async () => (await journey.run()) !== first || undefined);
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
}, 240_000);

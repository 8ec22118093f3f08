/** Facts that meet the end of a journey: whoever sent them was told that they had arrived. */
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

const unreadIn = (world: World): readonly string[] =>
  world.store.batches.flatMap(({ unread = [] }) =>
    unread.map((fact) => (fact.is === "event" ? fact.event.id : fact.is)),
  );

test("facts that come while the end is being recorded go back to the store", async () => {
  const store = listStore();
  let isEnding = false;
  let finish = () => {};
  // It is recorded again: the server refuses an end of a run that has not seen all that came in.
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const slow = {
    ...store,
    async record(batch: Parameters<typeof store.record>[0]) {
      if (batch.commands.some((one) => one.do === "end")) {
        isEnding = true;
        await finished;
      }
      return store.record(batch);
    },
  };
  world = await openWorld(server, bundle, slow);
  const journey = await world.begin("late");
  await journey.happens("bought");
  await eventually(() => isEnding || undefined);
  expect(await journey.happens("demo_requested", "d1")).toBe("informed");
  expect(await journey.happens("noticed", "n1")).toBe("informed");
  finish();
  expect(await journey.end()).toMatchObject({ exit: "won" });
  expect(unreadIn(world)).toEqual(["d1", "n1"]);
  const batches = world.store.batches.filter(({ instance }) => instance === "late");
  expect(batches.at(-1)).toMatchObject({ commands: [], unread: [{ is: "event" }, { is: "event" }] });
});

test("of a hundred facts sent as a journey ends each is taken in, given back, or refused to the sender", async () => {
  world = await openWorld(server, bundle);
  const journey = await world.begin("crowd");
  const ids = Array.from({ length: 100 }, (_, index) => `n${index}`);
  const sent = await Promise.all([
    ...ids.slice(0, 20).map((id) => journey.happens("noticed", id)),
    journey.happens("bought").then(() => "informed" as const),
    ...ids.slice(20).map((id) => journey.happens("noticed", id)),
  ]);
  await journey.end();
  const answers = [...sent.slice(0, 20), ...sent.slice(21)];
  const informed = ids.filter((_, index) => answers[index] === "informed");
  const seen = (await journey.state())?.seen ?? [];
  expect([...seen, ...unreadIn(world)]).toEqual(expect.arrayContaining(informed));
});

/** A store that is away: the instance can be talked to meanwhile, and its history does not grow by trying. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import { bundlePlan, eventually, listStore, openWorld, type World } from "../../support/journey-world.ts";
import { settledEvents } from "../../support/play-journey.ts";
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

function moodyStore(isAway: (asked: "here" | "ordinary") => boolean) {
  const store = listStore();
  let tries = 0;
  return {
    ...store,
    get tries() {
      return tries;
    },
    async record(batch: Parameters<typeof store.record>[0]) {
      tries += 1;
      if (isAway(batch.took === undefined ? "ordinary" : "here")) throw new Error("connect ECONNREFUSED");
      return store.record(batch);
    },
  };
}

const kindsOf = async (id: string): Promise<readonly string[]> => {
  const { events } = await server.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).flatMap((event) =>
    Object.entries(event).flatMap(([name, value]) =>
      name.endsWith("Attributes") && value != null ? [name] : [],
    ),
  );
};

test("an instance goes on when the store is back, and hears what comes meanwhile", async () => {
  let away = true;
  const store = moodyStore(() => away);
  world = await openWorld(server, bundle, store);
  const journey = await world.begin("away");
  // Three attempts within the task, and then the ordinary activity's.
  await eventually(() => store.tries >= 5 || undefined);
  expect(await journey.state()).toBeNull();
  expect(await journey.happens("demo_requested", "d1")).toBe("informed");
  const before = await settledEvents(server, "away");
  const tries = store.tries;
  await eventually(() => store.tries > tries || undefined);
  expect(await settledEvents(server, "away")).toBe(before);
  away = false;
  const work = await journey.asked("sales_ready");
  expect(await journey.act({ do: "accept", work })).toEqual({ is: "taken" });
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
  const kinds = await kindsOf("away");
  expect(kinds.filter((kind) => kind.startsWith("activityTaskScheduled"))).toHaveLength(1);
  expect(journey.journal().filter(({ what }) => what === "stuck")).toEqual([]);
});

test("one bad moment of the store costs nothing", async () => {
  let failures = 2;
  const store = moodyStore(() => failures-- > 0);
  world = await openWorld(server, bundle, store);
  const journey = await world.begin("moment");
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
  expect(await kindsOf("moment")).not.toContain("activityTaskScheduledEventAttributes");
});

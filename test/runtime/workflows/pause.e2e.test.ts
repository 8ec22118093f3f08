/** Giving way and going on, as the driver runs it: docs/language.md, rule 13. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporalJourneys } from "../../../runtime/client/temporal-journeys.ts";
import { bundlePlan, eventually, openWorld, type World } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let world: World;

beforeAll(async () => {
  server = await startTestServer();
  world = await openWorld(server, await bundlePlan(SMALL_PLAN));
});

afterAll(async () => {
  await world?.close();
  await server?.stop();
});

test("a run that gives way takes nothing in until it goes on, and then all of it", async () => {
  const journeys = temporalJourneys(server.client);
  const journey = await world.begin("gives-way");
  await journey.happens("demo_requested");
  const work = await journey.asked("sales_ready");
  await journeys.inform("gives-way", { is: "gives way", id: "g1", to: "other", how: "pauses" });
  await journey.wrote("paused");
  expect(await journey.act({ do: "accept", work })).toMatchObject({
    is: "refused",
    refusal: { code: "journey-paused" },
  });
  await journey.happens("noticed");
  expect(await journey.state()).toMatchObject({ stage: "nurture", placed: { paused: "other" } });
  await journeys.inform("gives-way", { is: "goes on", id: "g2" });
  await journey.wrote("resumed");
  await eventually(async () => ((await journey.state())?.paused === null ? true : undefined));
  expect(await journey.act({ do: "accept", work })).toEqual({ is: "taken" });
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
});

test("a run that begins while another is under way does nothing before that has ended", async () => {
  const journeys = temporalJourneys(server.client);
  const journey = await world.begin("begins-paused", { givesWayTo: "other" });
  await journey.wrote("paused");
  expect(journey.commands().filter((command) => command.do === "send")).toEqual([]);
  await journeys.inform("begins-paused", { is: "goes on", id: "g1" });
  await eventually(() => journey.commands().find((command) => command.do === "send"));
  await journeys.inform("begins-paused", { is: "gives way", id: "g2", to: "other", how: "ends" });
  expect(await journey.end()).toEqual({ exit: "gave way", outcome: "neutral" });
});

test("paused by hand it stands, through what comes in, and goes on with its clocks where they stood", async () => {
  const journeys = temporalJourneys(server.client);
  const journey = await world.begin("by-hand");
  await journey.happens("demo_requested");
  const work = await journey.asked("sales_ready");
  await journeys.inform("by-hand", { is: "pause", id: "o1", by: "dag", why: "a fault in a letter" });
  expect(await journey.wrote("paused")).toMatchObject({ by: "dag", why: "a fault in a letter" });
  expect(await journey.act({ do: "accept", work })).toMatchObject({ refusal: { code: "journey-paused" } });
  await journeys.inform("by-hand", { is: "resume", id: "o2", by: "dag", how: "shift" });
  await journey.wrote("resumed");
  expect(await journey.act({ do: "accept", work })).toEqual({ is: "taken" });
  await journeys.inform("by-hand", { is: "stop", id: "o3", by: "dag", why: "a mistake", exit: null });
  expect(await journey.end()).toEqual({ exit: "stopped by hand", outcome: "neutral" });
});

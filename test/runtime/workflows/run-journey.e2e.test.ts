import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { INFORM, TASK_QUEUE } from "../../../runtime/workflows/contract.ts";
import {
  actorOf,
  bundlePlan,
  compressedClock,
  eventually,
  openWorld,
  startOf,
  type World,
} from "../../support/journey-world.ts";
import { playJourney, settledEvents } from "../../support/play-journey.ts";
import { DAY, SMALL_PLAN } from "../../support/small-plan.ts";
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

test("an instance is entered once, and its letter goes out", async () => {
  const journey = await world.begin("enter");
  expect(journey.begun).toBe("started");
  expect((await world.begin("enter")).begun).toBe("repeated");
  await eventually(() => world.store.delivered.find((key) => key.startsWith("enter")));
  expect(journey.commands()).toContainEqual(
    expect.objectContaining({ do: "send", message: "welcome_guide" }),
  );
});

test("a fact that comes with the start is taken in", async () => {
  const fact = { is: "event", event: { id: "b1", kind: "bought", at: Date.now(), fields: {} } } as const;
  const handle = await server.client.workflow.signalWithStart("small_v1", {
    taskQueue: TASK_QUEUE,
    workflowId: "together",
    args: [startOf("together")],
    signal: INFORM,
    signalArgs: [fact],
  });
  expect(await handle.result()).toMatchObject({ exit: "won" });
});

test("a fact leads to an offer, and the person who accepts it moves the journey", async () => {
  const journey = await world.begin("accept");
  expect(await journey.happens("demo_requested")).toBe("informed");
  const work = await journey.asked("sales_ready");
  expect(await journey.act({ do: "accept", work })).toEqual({ is: "taken" });
  expect(await journey.state()).toMatchObject({
    stage: "selling",
    holder: { role: "sales", person: "anna" },
  });
});

test("a person may answer as soon as the store has the question", async () => {
  const journey = await world.begin("quick");
  await journey.happens("demo_requested");
  const work = await journey.asked("sales_ready");
  expect(await journey.act({ do: "accept", work })).toEqual({ is: "taken" });
});

test("a refused act says why, and leaves no history", async () => {
  const journey = await world.begin("refuse");
  await journey.happens("demo_requested");
  const work = await journey.asked("sales_ready");
  const before = await settledEvents(server, "refuse");
  const outcome = await journey.act({ do: "accept", work }, { actor: actorOf("ben", "sales") });
  expect(outcome).toMatchObject({ is: "refused", refusal: { code: "not-yours" } });
  expect(await settledEvents(server, "refuse")).toBe(before);
});

test("of two who accept at once one is taken, and the other is told", async () => {
  const journey = await world.begin("race");
  await journey.happens("demo_requested");
  const work = await journey.asked("sales_ready");
  const outcomes = await Promise.all([
    journey.act({ do: "accept", work }),
    journey.act({ do: "accept", work }),
  ]);
  expect(outcomes.filter(({ is }) => is === "taken")).toHaveLength(1);
  expect(outcomes.find(({ is }) => is === "refused")).toMatchObject({
    refusal: { code: "already-answered" },
  });
  expect(journey.journal().filter(({ what }) => what === "accepted")).toHaveLength(1);
});

test("a second click with the same id is answered like the first", async () => {
  const journey = await world.begin("click");
  await journey.happens("demo_requested");
  const work = await journey.asked("sales_ready");
  expect(await journey.act({ do: "accept", work }, { updateId: "same" })).toEqual({ is: "taken" });
  expect(await journey.act({ do: "accept", work }, { updateId: "same" })).toEqual({ is: "taken" });
});

test("an event that comes twice counts once", async () => {
  const journey = await world.begin("twice");
  await journey.happens("demo_requested", "e1");
  await journey.happens("demo_requested", "e1");
  await journey.asked("sales_ready");
  await journey.happens("bought");
  await journey.end();
  expect(journey.commands().filter((one) => one.do === "assign")).toHaveLength(1);
});

test("two days pass in a fifth of a second, and the deadline is met at its own instant", async () => {
  const journey = await world.begin("fast", { clock: compressedClock((DAY * 10) / 1_000) });
  await journey.asked("sales_ready");
  const { at } = await journey.wrote("entered");
  const assign = journey.commands().find((one) => one.do === "assign");
  expect(assign?.work.openedAt).toBe(at + 2 * DAY);
  await journey.happens("bought");
  await journey.end();
});

test("an exit ends the run with its outcome, and nobody is left without an answer", async () => {
  const journey = await world.begin("end");
  await journey.happens("bought");
  expect(await journey.end()).toEqual({ exit: "won", outcome: "success" });
  expect(journey.journal().at(-1)).toMatchObject({ what: "exited" });
  expect(await journey.happens("bought")).toBe("gone");
  expect(await journey.act({ do: "accept", work: "end#w1" })).toEqual({ is: "gone" });
});

test("a signal that is no fact is passed over", async () => {
  const journey = await world.begin("noise");
  const handle = server.client.workflow.getHandle("noise");
  const timeless = { id: "t1", kind: "demo_requested", at: "now", fields: {} };
  for (const event of [undefined, null, timeless, { ...timeless, at: 1e300 }, { ...timeless, at: null }])
    await handle.signal("inform", { is: "event", event });
  for (const noise of ["what?", null, { is: "fields", fields: {} }]) await handle.signal("inform", noise);
  const formless: [unknown] = [{ actor: { person: "anna" } }];
  await expect(handle.executeUpdate<unknown, [unknown]>("accept", { args: formless })).rejects.toThrow(
    "Workflow Update failed",
  );
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
});

test("where an instance stands can be listed, and read in words", async () => {
  const journey = await world.begin("listed");
  await journey.happens("demo_requested");
  await journey.act({ do: "accept", work: await journey.asked("sales_ready") });
  const query =
    'BatonJourney = "small" AND BatonVersion = "1" AND BatonStage = "selling" AND BatonHolder = "sales" AND WorkflowId = "listed"';
  const found = await eventually(async () => {
    const rows = await server.cli("workflow", "list", "--query", query);
    return Array.isArray(rows) && rows.length > 0 ? rows : undefined;
  });
  expect(found).toMatchObject([{ execution: { workflowId: "listed" } }]);
  const metadata = JSON.stringify(await server.cli("workflow", "metadata", "-w", "listed"));
  expect(metadata).toContain("Stage: selling");
  expect(metadata).toContain("anna (sales)");
});

test("an act to which no worker answers ends in silence, in good time", async () => {
  const queue = { workflowType: "small_v1", taskQueue: "nobody", workflowId: "silent" };
  const { temporalJourneys } = await import("../../../runtime/client/temporal-journeys.ts");
  const journeys = temporalJourneys(server.client, { taskQueue: queue.taskQueue, patience: 700 });
  await server.client.workflow.start("small_v1", { taskQueue: "nobody", workflowId: "silent", args: [] });
  const began = Date.now();
  const act = { do: "accept", work: "silent#w1" } as const;
  expect(await journeys.act("silent", "u", { actor: actorOf("anna"), act })).toEqual({ is: "silent" });
  expect(Date.now() - began).toBeLessThan(3_000);
});

test("a letter, an offer, an acceptance, a task and an exit cost this many events", async () => {
  await playJourney(server, world, "count");
  const history = historyToJSON(await server.client.workflow.getHandle("count").fetchHistory());
  const kinds = [...history.matchAll(/"eventType": "EVENT_TYPE_(\w+)"/g)].map(([, kind = ""]) => kind);
  const counts = Object.fromEntries(
    [...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length]),
  );
  console.info(`${kinds.length} events, ${history.length} characters as JSON`, counts);
  // Five batches, each within a task that there is anyway; what else there is comes from outside, or is the one timer.
  expect(counts).not.toHaveProperty("ACTIVITY_TASK_SCHEDULED");
  expect(counts).toMatchObject({
    MARKER_RECORDED: 5,
    WORKFLOW_EXECUTION_SIGNALED: 2,
    TIMER_STARTED: 2,
  });
  expect(kinds.length).toBeLessThanOrEqual(36);
});

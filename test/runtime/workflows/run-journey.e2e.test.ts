import { afterAll, beforeAll, expect, test } from "vitest";
import { temporalJourneys } from "../../../runtime/client/temporal-journeys.ts";
import type { JourneyClient } from "../../../runtime/ingest/journey-client.ts";
import type { Event } from "../../../runtime/machine/protocol.ts";
import type { RunningWorker } from "../../../runtime/worker/run-worker.ts";
import type { JourneyStart } from "../../../runtime/workflows/contract.ts";
import {
  ANNA,
  actorOf,
  bundlePlan,
  compressedClock,
  eventually,
  type ListStore,
  listStore,
  startOf,
  workOn,
} from "../../support/journey-world.ts";
import { DAY, SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let store: ListStore;
let worker: RunningWorker;
let journeys: JourneyClient;

beforeAll(async () => {
  server = await startTestServer();
  store = listStore();
  worker = await workOn(server, await bundlePlan(SMALL_PLAN), store);
  journeys = temporalJourneys(server.client);
}, 60_000);

afterAll(async () => {
  worker?.stop();
  await worker?.stopped;
  await server?.stop();
});

const begin = async (id: string, start: Partial<JourneyStart> = {}) =>
  journeys.start({ workflowType: "small_v1", workflowId: id, start: { ...startOf(id), ...start } });

const event = (kind: string, id = `${kind}-${Math.random()}`): Event => ({
  id,
  kind,
  at: Date.now(),
  fields: {},
});
const inform = (id: string, what: Event) => journeys.inform(id, { is: "event", event: what });

const batchesOf = (id: string) => store.batches.filter((batch) => batch.instance === id);
const commandsOf = (id: string) => batchesOf(id).flatMap((batch) => batch.commands);
const journalOf = (id: string) => batchesOf(id).flatMap((batch) => batch.journal);
const offerOf = (id: string) =>
  eventually(() => {
    const asked = commandsOf(id).find((one) => one.do === "assign" && one.work.kind === "accept");
    return asked?.do === "assign" ? asked.work.id : undefined;
  });

async function eventsOf(id: string): Promise<readonly string[]> {
  const { events } = await server.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).map(({ eventType }) => String(eventType));
}

test("an instance is entered once, sends its letter, and waits with one timer", async () => {
  expect(await begin("enter")).toBe("started");
  expect(await begin("enter")).toBe("repeated");
  await eventually(() => store.delivered.find((key) => key.startsWith("enter")));
  expect(commandsOf("enter").flatMap((one) => (one.do === "send" ? [one.message] : []))).toEqual([
    "welcome_guide",
  ]);
});

test("a fact leads on, and the person accepts", async () => {
  await begin("accept");
  expect(await inform("accept", event("demo_requested"))).toBe("informed");
  const work = await offerOf("accept");
  expect(await journeys.act("accept", "u1", { actor: ANNA, act: { do: "accept", work } })).toEqual({
    is: "taken",
  });
  await eventually(() => journalOf("accept").find(({ what }) => what === "moved"));
});

test("a person may answer as soon as the store has the question", async () => {
  await begin("quick");
  await inform("quick", event("demo_requested"));
  const work = await offerOf("quick");
  const outcomes = await Promise.all(
    ["a", "b", "c"].map((id) => journeys.act("quick", id, { actor: ANNA, act: { do: "accept", work } })),
  );
  expect(outcomes.filter(({ is }) => is === "taken")).toHaveLength(1);
});

test("a refused act says why, and leaves no history", async () => {
  await begin("refuse");
  await inform("refuse", event("demo_requested"));
  const work = await offerOf("refuse");
  await eventually(async () =>
    (await eventsOf("refuse")).length === (await settledLength("refuse")) ? true : undefined,
  );
  const before = await eventsOf("refuse");
  const outcome = await journeys.act("refuse", "u1", {
    actor: actorOf("ben", "sales"),
    act: { do: "accept", work },
  });
  expect(outcome).toMatchObject({ is: "refused", refusal: { code: "not-yours" } });
  expect(await eventsOf("refuse")).toEqual(before);
});

/** The length once it has not changed for a while. */
async function settledLength(id: string): Promise<number> {
  let length = -1;
  for (;;) {
    const now = (await eventsOf(id)).length;
    if (now === length) return now;
    length = now;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

test("of two who accept at once one is taken, and the other is told", async () => {
  await begin("race");
  await inform("race", event("demo_requested"));
  const work = await offerOf("race");
  const accept = (id: string) => journeys.act("race", id, { actor: ANNA, act: { do: "accept", work } });
  const outcomes = await Promise.all([accept("one"), accept("two")]);
  expect(outcomes.filter(({ is }) => is === "taken")).toHaveLength(1);
  expect(outcomes.find(({ is }) => is === "refused")).toMatchObject({
    refusal: { code: "already-answered" },
  });
  expect(journalOf("race").filter(({ what }) => what === "accepted")).toHaveLength(1);
});

test("a second click with the same id is answered like the first", async () => {
  await begin("click");
  await inform("click", event("demo_requested"));
  const request = { actor: ANNA, act: { do: "accept", work: await offerOf("click") } } as const;
  expect(await journeys.act("click", "same", request)).toEqual({ is: "taken" });
  expect(await journeys.act("click", "same", request)).toEqual({ is: "taken" });
});

test("an event that comes twice counts once", async () => {
  await begin("twice");
  await inform("twice", event("demo_requested", "e1"));
  await inform("twice", event("demo_requested", "e1"));
  await offerOf("twice");
  await inform("twice", event("bought"));
  await server.client.workflow.getHandle("twice").result();
  expect(commandsOf("twice").filter((one) => one.do === "assign")).toHaveLength(1);
});

test("two days pass in a fifth of a second, and each deadline is met at its own instant", async () => {
  const clock = compressedClock((DAY * 10) / 1_000);
  await begin("fast", { clock });
  await offerOf("fast");
  const entered = journalOf("fast").find(({ what }) => what === "entered");
  const asked = commandsOf("fast").find((one) => one.do === "assign");
  expect(asked?.do === "assign" ? asked.work.openedAt - (entered?.at ?? 0) : null).toBe(2 * DAY);
  await inform("fast", event("bought"));
  await server.client.workflow.getHandle("fast").result();
});

test("an exit ends the run with its outcome, and the journal is whole", async () => {
  await begin("end");
  await inform("end", event("bought"));
  expect(await server.client.workflow.getHandle("end").result()).toEqual({ exit: "won", outcome: "success" });
  expect(journalOf("end").at(-1)).toMatchObject({ what: "exited" });
  expect(await inform("end", event("bought"))).toBe("gone");
  expect(await journeys.act("end", "late", { actor: ANNA, act: { do: "accept", work: "end#w1" } })).toEqual({
    is: "gone",
  });
});

test("a signal that is no fact is passed over", async () => {
  await begin("noise");
  await server.client.workflow.getHandle("noise").signal("inform", { is: "event" });
  await server.client.workflow.getHandle("noise").signal("inform", "what?");
  await inform("noise", event("bought"));
  expect(await server.client.workflow.getHandle("noise").result()).toMatchObject({ exit: "won" });
});

test("where an instance stands can be listed", async () => {
  await begin("listed");
  await inform("listed", event("demo_requested"));
  const work = await offerOf("listed");
  await journeys.act("listed", "u", { actor: ANNA, act: { do: "accept", work } });
  const query = `BatonJourney = "small" AND BatonVersion = "1" AND BatonStage = "selling" AND BatonHolder = "anna" AND WorkflowId = "listed"`;
  const found = await eventually(async () => {
    const rows = (await server.cli("workflow", "list", "--query", query)) as readonly unknown[];
    return rows.length === 0 ? undefined : rows;
  });
  expect(found).toMatchObject([{ execution: { workflowId: "listed" } }]);
});

test("a journey of a letter, a handover and a task costs this many events", async () => {
  await begin("count");
  await eventually(() => store.delivered.find((key) => key.startsWith("count")));
  await inform("count", event("demo_requested"));
  await journeys.act("count", "a", { actor: ANNA, act: { do: "accept", work: await offerOf("count") } });
  const call = await eventually(() => store.openWork().find((id) => id.startsWith("count")));
  const done = { do: "complete", work: call, result: "done", evidence: {} } as const;
  expect(await journeys.act("count", "c", { actor: ANNA, act: done })).toEqual({ is: "taken" });
  await inform("count", event("bought"));
  await server.client.workflow.getHandle("count").result();
  const { events } = await server.client.workflow.getHandle("count").fetchHistory();
  for (const one of events ?? []) {
    const text = one.userMetadata?.summary?.data;
    console.log(
      one.eventId + " " + one.eventType,
      one.activityTaskScheduledEventAttributes?.activityType?.name ?? "",
      text ? Buffer.from(text).toString() : "",
    );
  }
  for (const b of batchesOf("count"))
    console.log(
      b.number,
      JSON.stringify(b.commands.map((c) => c.do)),
      JSON.stringify(b.journal.map((c) => c.what)),
    );
});

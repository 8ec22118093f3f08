/** Rule 14 on a real server: a running instance goes on by a later version, at its next stage or at once. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Migration, Plan } from "../../../compiler/plan.ts";
import { versionMove } from "../../../compiler/versions/version-move.ts";
import { temporalJourneys } from "../../../runtime/client/temporal-journeys.ts";
import type { Fact } from "../../../runtime/workflows/contract.ts";
import { bundlePlans, eventually, listStore, openWorld, type World } from "../../support/journey-world.ts";
import { DAY, SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let world: World;

/** The wait is longer, a notice stands behind it, and whoever is called is called by another name. */
const later = (version: number, migration: Migration): Plan => ({
  ...SMALL_PLAN,
  version,
  workflowType: `small_v${version}`,
  migrations: [migration],
  code: {
    ...SMALL_PLAN.code,
    "nurture/wait": { do: "wait", lasting: { ms: 5 * DAY }, next: "nurture/tell_sales" },
    "nurture/tell_sales": {
      do: "tell",
      who: { role: "sales", route: null },
      text: "Soon",
      next: "nurture/offer",
    },
    "selling/call": { ...SMALL_PLAN.code["selling/call"], title: "Call them" } as Plan["code"][string],
  },
});
const AT_ONCE = later(2, { from: 1, at: "once", map: [] });
const NEXT_STAGE = later(3, { from: 1, at: "next stage", map: [] });

const factOf = (plan: Plan): Fact => {
  const move = versionMove(SMALL_PLAN, plan);
  if (move === null) throw new Error("no move");
  return { is: "moves", id: `v${plan.version}`, move };
};
const inform = (id: string, plan: Plan) => temporalJourneys(server.client).inform(id, factOf(plan));
const typesOf = async (id: string): Promise<readonly string[]> => {
  const types: string[] = [];
  for await (const { type } of server.client.workflow.list({ query: `WorkflowId = "${id}"` }))
    types.push(type);
  return types.sort();
};

const PLANS = [SMALL_PLAN, AT_ONCE, NEXT_STAGE];

beforeAll(async () => {
  server = await startTestServer();
  world = await openWorld(server, await bundlePlans(PLANS));
});

afterAll(async () => {
  await world?.close();
  await server?.stop();
});

test("at once, in the middle of a wait: it goes on with the longer one, and the letter goes out once", async () => {
  const journey = await world.begin("waiting");
  await eventually(async () => ((await journey.state())?.tracks[0]?.waits?.on === "time" ? true : undefined));
  const before = await journey.state();
  await inform("waiting", AT_ONCE);
  await journey.wrote("migrated");
  const after = await eventually(async () => {
    const state = await journey.state();
    return state?.moving === undefined ? (state ?? undefined) : undefined;
  });
  const untilOf = (state: typeof before) => {
    const waits = state?.tracks[0]?.waits;
    return waits?.on === "time" ? waits.until : 0;
  };
  expect(untilOf(after) - untilOf(before)).toBe(3 * DAY);
  await journey.happens("bought");
  expect(await journey.end()).toEqual({ exit: "won", outcome: "success" });
  expect(journey.commands().filter((command) => command.do === "send")).toHaveLength(1);
  await expect.poll(() => typesOf("waiting"), { timeout: 20_000 }).toEqual(["small_v1", "small_v2"]);
});

test("at once, with an offer open: it is the same offer, and can be accepted", async () => {
  const journey = await world.begin("offered");
  await journey.happens("demo_requested");
  const work = await journey.asked("sales_ready");
  await inform("offered", AT_ONCE);
  await journey.wrote("migrated");
  expect(await journey.act({ do: "accept", work })).toEqual({ is: "taken" });
  await journey.asked("call");
  expect((await journey.state())?.work[0]?.record.title).toBe("Call them");
  await journey.happens("bought");
  await journey.end();
});

test("at once, with a task open: the person answers the same request", async () => {
  const journey = await world.begin("asked");
  await journey.happens("demo_requested");
  await journey.act({ do: "accept", work: await journey.asked("sales_ready") });
  const call = await journey.asked("call");
  await inform("asked", AT_ONCE);
  await journey.wrote("migrated");
  const done = { do: "complete", work: call, result: "done", evidence: {} } as const;
  expect(await journey.act(done)).toEqual({ is: "taken" });
  await journey.happens("bought");
  await journey.end();
  const asked = journey
    .commands()
    .flatMap((one) => (one.do === "open work" && one.work.name === "call" ? [one.work.id] : []));
  expect(new Set(asked).size).toBe(1);
});

test("at the next stage: it stays until it moves, and enters the stage by the later version", async () => {
  const journey = await world.begin("next");
  await inform("next", NEXT_STAGE);
  await journey.happens("demo_requested");
  const work = await journey.asked("sales_ready");
  expect((await server.client.workflow.getHandle("next").describe()).type).toBe("small_v1");
  expect(await journey.act({ do: "accept", work })).toEqual({ is: "taken" });
  await journey.asked("call");
  expect((await journey.state())?.work[0]?.record.title).toBe("Call them");
  await expect.poll(() => typesOf("next"), { timeout: 20_000 }).toEqual(["small_v1", "small_v3"]);
  await journey.happens("bought");
  expect(await journey.end()).toEqual({ exit: "won", outcome: "success" });
  expect(journey.journal().filter(({ what }) => what === "moved")).toHaveLength(1);
});

test("facts that come while it moves are taken in by the later version, in order", async () => {
  const journey = await world.begin("busy");
  const facts = Array.from({ length: 30 }, (_, nth) => `n${nth}`);
  await Promise.all(facts.slice(0, 10).map((id) => journey.happens("noticed", id)));
  await Promise.all([
    inform("busy", AT_ONCE),
    ...facts.slice(10).map((id) => journey.happens("noticed", id)),
  ]);
  await journey.wrote("migrated");
  await eventually(async () => {
    const seen = (await journey.state())?.seen.filter((id) => id.startsWith("n")) ?? [];
    return seen.length === facts.length ? true : undefined;
  });
  await journey.happens("bought");
  await journey.end();
});

test("a move of another version is refused, and said to be", async () => {
  const journey = await world.begin("refused");
  const fact = factOf(AT_ONCE);
  if (fact.is !== "moves") return;
  await temporalJourneys(server.client).inform("refused", { ...fact, move: { ...fact.move, from: 7 } });
  const refused = await eventually(() =>
    journey.commands().find((one) => one.do === "version" && one.is === "refused"),
  );
  expect(refused).toMatchObject({ to: 2, why: "it is in version 1" });
  await journey.happens("bought");
  await journey.end();
});

test("a worker that dies between the two versions: the next one goes on from there, and nothing is done twice", async () => {
  const store = listStore();
  const bundle = await bundlePlans(PLANS);
  await world.close();
  world = await openWorld(server, bundle, store);
  const journey = await world.begin("dies");
  await eventually(async () => ((await journey.state())?.tracks[0]?.waits?.on === "time" ? true : undefined));
  await world.close();
  // Nobody works: the fact waits in the history, and the next worker replays all before it.
  await inform("dies", AT_ONCE);
  world = await openWorld(server, bundle, store);
  await eventually(() => (journey.journal().some(({ what }) => what === "migrated") ? true : undefined));
  await world.close();
  world = await openWorld(server, bundle, store);
  await journey.happens("bought");
  expect(await journey.end()).toEqual({ exit: "won", outcome: "success" });
  expect(journey.commands().filter((command) => command.do === "send")).toHaveLength(1);
  expect(journey.journal().filter(({ what }) => what === "migrated")).toHaveLength(1);
});

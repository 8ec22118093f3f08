import { afterAll, beforeAll, expect, test } from "vitest";
import { bundlePlan, eventually, openWorld, type World } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let world: World;

beforeAll(async () => {
  // The server suggests it after 40 events instead of 4,096.
  server = await startTestServer({ dynamicConfig: ["limit.historyCount.suggestContinueAsNew=40"] });
  world = await openWorld(server, await bundlePlan(SMALL_PLAN));
});

afterAll(async () => {
  await world?.close();
  await server?.stop();
});

test("no fact and no answer is lost when a run goes on as a new one", async () => {
  const journey = await world.begin("long");
  await journey.happens("demo_requested");
  const work = await journey.asked("sales_ready");
  expect(await journey.act({ do: "accept", work }, { updateId: "click" })).toEqual({ is: "taken" });
  const call = await journey.asked("call");

  const noticed = Array.from({ length: 120 }, (_, index) => `n${index}`);
  for (let from = 0; from < noticed.length; from += 5) {
    await Promise.all(noticed.slice(from, from + 5).map((id) => journey.happens("noticed", id)));
  }
  // In a flood each end of a run may be refused: then all fits into fewer of them.
  const runs = () => world.store.batches.findLast(({ instance }) => instance === "long")?.runNumber ?? 1;
  for (let more = 0; runs() <= 2; more += 1) {
    await journey.happens("noticed", `m${more}`);
    await journey.state();
  }
  expect(await journey.act({ do: "accept", work }, { updateId: "click" })).toEqual({ is: "taken" });
  const done = { do: "complete", work: call, result: "done", evidence: {} } as const;
  expect(await journey.act(done)).toEqual({ is: "taken" });
  const state = await journey.state();
  expect(state?.seen).toEqual(expect.arrayContaining(noticed));
  expect(state?.stage).toBe("selling");

  await journey.happens("bought");
  expect(await journey.end()).toEqual({ exit: "won", outcome: "success" });
  const numbers = world.store.batches
    .filter(({ instance }) => instance === "long")
    .map(({ number }) => number);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test("acts and facts from many at once are each answered, over all runs", async () => {
  const journey = await world.begin("busy");
  await journey.happens("demo_requested");
  const work = await journey.asked("sales_ready");
  const acts = Array.from({ length: 40 }, () => journey.act({ do: "accept", work }));
  const facts = Array.from({ length: 120 }, (_, index) => journey.happens("noticed", `n${index}`));
  const outcomes = await Promise.all(acts);
  expect(new Set(await Promise.all(facts))).toEqual(new Set(["informed"]));
  expect(outcomes.map(({ is }) => is).sort()).toEqual(
    ["taken", ...Array.from({ length: 39 }, () => "refused")].sort(),
  );
  // A question may still be answered by a run that hands on what it has not taken in.
  const seen = await eventually(async () => {
    const ids = (await journey.state())?.seen.filter((id) => id.startsWith("n")) ?? [];
    return ids.length >= 120 ? ids : undefined;
  });
  expect(seen).toHaveLength(120);
});

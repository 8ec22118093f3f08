import { afterAll, beforeAll, expect, test } from "vitest";
import { bundlePlan, openWorld, type World } from "../../support/journey-world.ts";
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

async function runsOf(id: string): Promise<number> {
  const found: string[] = [];
  for await (const { runId } of server.client.workflow.list({ query: `WorkflowId = "${id}"` }))
    found.push(runId);
  return found.length;
}

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
  expect(await journey.act({ do: "accept", work }, { updateId: "click" })).toEqual({ is: "taken" });
  const done = { do: "complete", work: call, result: "done", evidence: {} } as const;
  expect(await journey.act(done)).toEqual({ is: "taken" });
  const state = await journey.state();
  expect(state?.seen).toEqual(expect.arrayContaining(noticed));
  expect(state?.stage).toBe("selling");

  await journey.happens("bought");
  expect(await journey.end()).toEqual({ exit: "won", outcome: "success" });
  expect(await runsOf("long")).toBeGreaterThan(2);
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
  expect((await journey.state())?.seen.filter((id) => id.startsWith("n"))).toHaveLength(120);
});

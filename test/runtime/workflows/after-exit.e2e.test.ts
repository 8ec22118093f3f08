/** What follows an exit, as the driver runs it: docs/language.md, 6.5. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Plan } from "../../../compiler/plan.ts";
import { bundlePlan, openWorld, type World } from "../../support/journey-world.ts";
import { DAY, SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

let server: TestServer;
let world: World;

/** A sale is followed by a word of thanks. */
const FOLLOWED: Plan = {
  ...SMALL_PLAN,
  exits: {
    ...SMALL_PLAN.exits,
    won: {
      outcome: "success",
      on: [{ event: "bought", where: null }],
      when: null,
      run: null,
      after: "after won",
    },
  },
  stages: {
    ...SMALL_PLAN.stages,
    "after won": {
      title: "After won",
      owner: "sales",
      bound: { lasting: { ms: 5 * DAY }, then: { to: "exit", exit: "won" } },
      main: "after/won/thank",
      handlers: [],
    },
  },
  code: {
    ...SMALL_PLAN.code,
    "after/won/thank": {
      do: "task",
      name: "thank",
      title: "Thank them",
      by: { the: "holder" },
      ladder: "prompt",
      results: { done: { needs: [], body: { then: "go", step: null } } },
    },
  },
};

beforeAll(async () => {
  server = await startTestServer();
  world = await openWorld(server, await bundlePlan(FOLLOWED));
});

afterAll(async () => {
  await world?.close();
  await server?.stop();
});

test("what follows an exit is of the same run, and the run ends with it", async () => {
  const journey = await world.begin("followed");
  await journey.happens("bought");
  const work = await journey.asked("thank");
  expect(await journey.state()).toMatchObject({
    exit: "won",
    stage: "after won",
    holder: { role: "sales" },
  });
  expect(await journey.act({ do: "complete", work, result: "done", evidence: {} })).toEqual({
    is: "taken",
  });
  expect(await journey.end()).toEqual({ exit: "won", outcome: "success" });
  expect(journey.commands().filter((command) => command.do === "end")).toEqual([
    { do: "end", exit: "won", outcome: "success", goesOn: true },
    { do: "end", exit: "won", outcome: "success" },
  ]);
});

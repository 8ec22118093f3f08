/** Calls of actions on a real server: docs/language.md, "Actions". */
import { ApplicationFailure } from "@temporalio/common";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Plan } from "../../../compiler/plan.ts";
import type { CallRequest } from "../../../runtime/activities/contract.ts";
import { actionFailed } from "../../../runtime/activities/failures.ts";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
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

/** @param within milliseconds that an attempt may take. */
const planOf = (within: number): Plan => ({
  ...SMALL_PLAN,
  code: {
    ...SMALL_PLAN.code,
    "nurture/guide": {
      do: "call",
      action: "create_import",
      with: { seats: { of: "value", value: 3 } },
      done: { then: "leave", leave: { to: "exit", exit: "won" } },
      failed: null,
    },
  },
  actions: {
    create_import: {
      title: "Prepares the import",
      owner: "sales",
      within,
      attempts: 2,
      out: ["link"],
      always: [],
      ask: { who: { role: "sales", route: null }, ladder: "prompt" },
    },
  },
  own: { link: { type: "url" } },
});

let server: TestServer;
let bundle: JourneyBundle;
let hasty: JourneyBundle;
let world: World | undefined;

beforeAll(async () => {
  server = await startTestServer({ dynamicConfig: ["limit.historyCount.suggestContinueAsNew=40"] });
  bundle = await bundlePlan(planOf(60_000));
  hasty = await bundlePlan(planOf(2_500));
});
afterEach(() => world?.close());
afterAll(() => server?.stop());

async function begin(id: string, call: ListStore["call"], plan = bundle) {
  const store = { ...listStore(), call };
  world = await openWorld(server, plan, store);
  return world.begin(id);
}

test("an action is called with its input, and what it gives back leads on", async () => {
  const requests: CallRequest[] = [];
  const journey = await begin("done", async (request) => {
    requests.push(request);
    return { link: "https://x" };
  });
  expect(await journey.end()).toMatchObject({ exit: "won" });
  expect(requests).toMatchObject([{ instance: "done", action: "create_import", with: { seats: 3 } }]);
  expect(journey.commands()).toContainEqual({ do: "keep", fields: { link: "https://x" } });
});

test("after its last attempt a person is asked, and the history has a code and nothing else", async () => {
  let attempts = 0;
  const journey = await begin("fails", async () => {
    attempts += 1;
    throw actionFailed("create_import", "no-such-account", true);
  });
  const work = await journey.asked("create_import");
  expect(attempts).toBe(2);
  expect(journey.journal()).toContainEqual(
    expect.objectContaining({ what: "called", result: "failed", why: "no-such-account" }),
  );
  expect(await journey.act({ do: "complete", work, result: "done", evidence: {} })).toEqual({ is: "taken" });
  expect(await journey.end()).toMatchObject({ exit: "won" });
});

test("one that does not answer in time has failed, and the instance listens meanwhile", async () => {
  const journey = await begin("slow", () => new Promise((resolve) => setTimeout(resolve, 8_000, {})), hasty);
  await journey.happens("noticed");
  // Two attempts and what lies between them.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  await journey.asked("create_import");
  expect(journey.journal()).toContainEqual(
    expect.objectContaining({ what: "called", result: "failed", why: "no-answer-in-time" }),
  );
});

test("one that is not tried again: the stage was left", async () => {
  let attempts = 0;
  const journey = await begin("left", async () => {
    attempts += 1;
    throw ApplicationFailure.create({ message: "later", type: "x", nextRetryDelay: "8 s" });
  });
  await eventually(() => (attempts > 0 ? true : undefined));
  await journey.happens("bought");
  expect(await journey.end()).toMatchObject({ exit: "won" });
  await new Promise((resolve) => setTimeout(resolve, 9_000));
  expect(attempts).toBe(1);
});

test("a run that continues as new waits for what is under way, and loses nothing of it", async () => {
  let finish: (out: { readonly link: string }) => void = () => {};
  let calls = 0;
  const journey = await begin("long", () => {
    calls += 1;
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  await eventually(() => (calls > 0 ? true : undefined));
  await Promise.all(Array.from({ length: 30 }, (_, index) => journey.happens("noticed", `n${index}`)));
  finish({ link: "https://x" });
  expect(await journey.end()).toMatchObject({ exit: "won" });
  expect(calls).toBe(1);
});

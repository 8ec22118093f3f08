/** Questions that are answered while a run records a step: see `runtime/workflows/late-ends.ts`. */
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "@temporalio/worker";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { JourneyBundle } from "../../../runtime/worker/bundle-journeys.ts";
import { bundleModule, eventually, listStore, openWorld, type World } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

/** Beside the driver, a question whose answer takes so long that a step is recorded meanwhile. */
const MODULE = `
import { defineQuery, setHandler } from "@temporalio/workflow";
import { runJourney } from "baton/workflows";
export const small_v1 = (start) => {
  setHandler(defineQuery("slow"), () => {
    let sum = 0;
    for (let index = 0; index < 200_000_000; index += 1) sum += index % 7;
    return sum;
  });
  return runJourney(${JSON.stringify(SMALL_PLAN)}, start);
};
`;

let bundle: JourneyBundle;
let server: TestServer | undefined;
let world: World | undefined;

beforeAll(async () => {
  bundle = await bundleModule(MODULE);
});

afterEach(async () => {
  await world?.close();
  await server?.stop();
});

type Journey = Awaited<ReturnType<World["begin"]>>;
interface Asked {
  readonly journey: Journey;
  /** Asks what takes so long to answer, and answers when the server has the question. */
  ask(): Promise<void>;
}

/** Begins a journey to which something happens each time before the store has another batch, in this order. */
async function beginAsked(
  { client, connection }: TestServer,
  ...happenings: readonly ((asked: Asked) => Promise<unknown>)[]
): Promise<Journey> {
  const store = listStore();
  const left = [...happenings];
  let show = (_: Asked): void => {};
  const asked = new Promise<Asked>((resolve) => {
    show = resolve;
  });
  world = await openWorld({ client, connection }, bundle, {
    ...store,
    async record(batch) {
      await left.shift()?.(await asked);
      return store.record(batch);
    },
  });
  const journey = await world.begin("asked");
  const ask = async () => {
    // Whether there is an answer is of no interest: the run may end.
    client.workflow.getHandle(journey.id).query("slow").catch(ignore);
    await pause(SENT);
  };
  show({ journey, ask });
  return journey;
}

const ignore = (): void => {};
/** Milliseconds in which what was sent is with the server. */
const SENT = 500;

/** The first comes to the same task as the question, which is answered while that is recorded. */
const demoAndQuestion = async ({ journey, ask }: Asked) => {
  await journey.happens("demo_requested");
  await ask();
};

test("a run that is asked while it records a step can be replayed", async () => {
  server = await startTestServer();
  const journey = await beginAsked(server, demoAndQuestion, ({ journey }) => journey.happens("bought"));
  expect(await journey.end()).toEqual({ exit: "won", outcome: "success" });
  const history = await server.client.workflow.getHandle(journey.id).fetchHistory();
  const failures = history.events?.flatMap((event) => event.workflowTaskFailedEventAttributes ?? []);
  expect(JSON.stringify(failures)).toContain("after a question was answered");
  await Worker.runReplayHistory({ workflowBundle: { codePath: bundle.codePath } }, history, journey.id);
});

test("what comes while a run that is asked goes on as a new one is heard", async () => {
  // A run has grown long when its second task begins.
  server = await startTestServer({ dynamicConfig: ["limit.historyCount.suggestContinueAsNew=8"] });
  let tell = () => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  // The second batch is where the run stands, before it ends.
  const journey = await beginAsked(server, demoAndQuestion, ({ journey }) =>
    journey.happens("noticed", "meanwhile").then(tell),
  );
  await told;
  await journey.happens("noticed", "last");
  const seen = await eventually(async () => {
    const state = await journey.state();
    return state?.seen.includes("last") === true ? state.seen : undefined;
  });
  expect(seen).toContain("meanwhile");
});

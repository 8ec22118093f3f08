/**
 * Rule 14 where workers are versions of a Worker Deployment: a run is pinned to the build that it began on, which lacks
 * the later version of its journey, and goes on by that all the same, on the build that has it.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Migration, Plan } from "../../../compiler/plan.ts";
import { versionMove } from "../../../compiler/versions/version-move.ts";
import { temporalJourneys } from "../../../runtime/client/temporal-journeys.ts";
import { bundlePlans, eventually, listStore, openWorld, type World } from "../../support/journey-world.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

const later = (version: number, at: Migration["at"]): Plan => ({
  ...SMALL_PLAN,
  version,
  workflowType: `small_v${version}`,
  migrations: [{ from: 1, at, map: [] }],
});
const AT_ONCE = later(2, "once");
const NEXT_STAGE = later(3, "next stage");
const DEPLOYMENT = "baton-moves";

let server: TestServer;
let old: World;
let next: World;
const store = listStore();

const version = (buildId: string) => ({ version: { deploymentName: DEPLOYMENT, buildId } });

/** The server refuses it until a worker of that build has asked for work. */
const makeCurrent = (buildId: string) =>
  eventually(() =>
    server.client.workflowService
      .setWorkerDeploymentCurrentVersion({ namespace: "default", deploymentName: DEPLOYMENT, buildId })
      .then(
        () => true,
        () => undefined,
      ),
  );

async function tell(id: string, plan: Plan): Promise<void> {
  const move = versionMove(SMALL_PLAN, plan);
  if (move === null) throw new Error("no move");
  await temporalJourneys(server.client).inform(id, { is: "moves", id: `v${plan.version}`, move });
}

/** The build that a run's tasks go to, once one of them has ended. */
const pinnedTo = (id: string): Promise<string> =>
  eventually(async () => {
    const { raw } = await server.client.workflow.getHandle(id).describe();
    return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? undefined;
  });

beforeAll(async () => {
  server = await startTestServer();
  old = await openWorld(server, await bundlePlans([SMALL_PLAN]), store, version("first"));
  await makeCurrent("first");
});
afterAll(async () => {
  await Promise.all([old?.close(), next?.close()]);
  await server?.stop();
});

test("runs that are pinned to a build without the later version take it over on the build that has it", async () => {
  const [waiting, moving, staying] = [
    await old.begin("waiting"),
    await old.begin("moving"),
    await old.begin("staying"),
  ];
  for (const one of [waiting, moving, staying])
    await eventually(async () => ((await one.state())?.tracks[0]?.waits?.on === "time" ? true : undefined));
  next = await openWorld(
    server,
    await bundlePlans([SMALL_PLAN, AT_ONCE, NEXT_STAGE]),
    store,
    version("second"),
  );
  await makeCurrent("second");
  // Whatever comes meanwhile goes along, and the run comes to its end where it is now.
  await Promise.all([
    tell("waiting", AT_ONCE),
    ...Array.from({ length: 10 }, (_, nth) => waiting.happens("noticed", `n${nth}`)),
  ]);
  await waiting.wrote("migrated");
  expect(await pinnedTo("waiting")).toBe("second");
  await eventually(async () => {
    const seen = (await waiting.state())?.seen.filter((id) => id.startsWith("n")) ?? [];
    return seen.length === 10 ? true : undefined;
  });

  await tell("moving", NEXT_STAGE);
  await moving.happens("demo_requested");
  const work = await moving.asked("sales_ready");
  expect(await pinnedTo("moving")).toBe("first");
  expect(await moving.act({ do: "accept", work })).toEqual({ is: "taken" });
  await moving.asked("call");
  expect(await pinnedTo("moving")).toBe("second");

  await staying.happens("noticed");
  expect(await pinnedTo("staying")).toBe("first");
  for (const one of [waiting, moving, staying]) {
    await one.happens("bought");
    expect(await one.end()).toEqual({ exit: "won", outcome: "success" });
  }
});

test("told before the build with the later version is the current one: it waits, and goes on once it is", async () => {
  await makeCurrent("first");
  const early = await old.begin("early");
  await eventually(async () => ((await early.state())?.tracks[0]?.waits?.on === "time" ? true : undefined));
  await tell("early", AT_ONCE);
  await eventually(async () => {
    const { type } = await server.client.workflow.getHandle("early").describe();
    return type === AT_ONCE.workflowType ? true : undefined;
  });
  expect(early.journal().some(({ what }) => what === "migrated")).toBe(false);
  await makeCurrent("second");
  await early.wrote("migrated");
  expect(await pinnedTo("early")).toBe("second");
  await early.happens("bought");
  expect(await early.end()).toEqual({ exit: "won", outcome: "success" });
});

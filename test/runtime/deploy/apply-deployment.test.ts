/** F4: two applies at once, a stale plan, one that was edited; and P9: nobody is inside of what is dropped. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Announcement, announceWorker, readWorkers } from "../../../runtime/deploy/announce-worker.ts";
import { applyDeployment } from "../../../runtime/deploy/apply-deployment.ts";
import { type DeploymentPlan, type SealedPlan, sealPlan } from "../../../runtime/deploy/deployment.ts";
import { followDeployments } from "../../../runtime/deploy/follow-deployments.ts";
import { countComing, type Installed, overwrittenBy, readStanding } from "../../../runtime/deploy/running.ts";
import { whyNotHeld } from "../../../runtime/deploy/why-not-held.ts";
import { workerToBegin } from "../../../runtime/deploy/worker-to-begin.ts";
import { indexBuild } from "../../../runtime/ingest/plan-index.ts";
import { readAudit, verifyAudit } from "../../../runtime/store/audit.ts";
import type { Db } from "../../../runtime/store/open-store.ts";
import { refuseVersion, takeOverVersion } from "../../../runtime/store/version-moves.ts";
import { onEachStore } from "../../support/each-store.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";

const NOW = Date.UTC(2026, 10, 23, 9);
const FIRST = { hash: "1".repeat(64), plan: SMALL_PLAN };
const SECOND = { hash: "2".repeat(64), plan: { ...SMALL_PLAN, version: 2, workflowType: "small_v2" } };
const BOTH = { small_v1: FIRST.hash, small_v2: SECOND.hash };
const NO_TROUBLE = () => {};

onEachStore((lane) => {
  let db: Db;

  test("a worker ends well although the store is away by then", async () => {
    const store = lane.store().db;
    const troubles: string[] = [];
    const one = { id: "w0", build: "b", deployment: null, releases: {} };
    const announcement = await announceWorker(store, one, (error) => void troubles.push(error));
    await sql`alter table baton.worker rename to worker_away`.execute(store);
    await announcement.stop();
    await sql`alter table baton.worker_away rename to worker`.execute(store);
    expect(troubles).toHaveLength(1);
  });

  let installed: Installed;
  beforeEach(async () => {
    ({ db } = lane.store());
    for (const table of ["deployment", "worker", "version_move", "instance", "subject"] as const)
      await db.deleteFrom(table).execute();
    const built = [FIRST, SECOND];
    installed = { db, built, plans: indexBuild(built), countRunning: null };
  });

  // One that goes on would come back among those of the next test.
  const announced: Announcement[] = [];
  afterEach(async () => {
    for (const one of announced.splice(0)) await one.stop();
  });
  const worker = async (
    releases: Readonly<Record<string, string>> = BOTH,
    id = "w1",
    deployment: string | null = null,
  ): Promise<Announcement> => {
    const one = await announceWorker(db, { id, build: `build of ${id}`, deployment, releases }, NO_TROUBLE);
    announced.push(one);
    return one;
  };
  const plan = (more: Partial<DeploymentPlan> = {}): SealedPlan =>
    sealPlan({
      format: 1,
      did: "deploy",
      base: 0,
      releases: BOTH,
      entered: { small: { version: 2 } },
      ...more,
    });
  const apply = (sealed: SealedPlan, told: string[] = []) =>
    applyDeployment(installed, {
      plan: sealed,
      who: "maria",
      now: NOW,
      tellServer: async () => void told.push("told"),
    });

  async function somebodyIn(version: number): Promise<void> {
    await db
      .insertInto("subject")
      .values({
        id: `s${version}`,
        kind: "lead",
        key: `s${version}`,
        address: null,
        account: null,
        fields: "{}",
        fields_at: "{}",
        created_at: NOW,
        updated_at: NOW,
      })
      .execute();
    await db
      .insertInto("instance")
      .values({
        id: `small/s${version}/1`,
        subject: `s${version}`,
        journey: "small",
        version,
        workflow_id: `small/s${version}/1`,
        own: "{}",
        entered_at: NOW,
      })
      .execute();
  }

  test("what is applied counts from then on, for whoever follows, and stands in the audit record", async () => {
    const alive = await worker();
    const following = await followDeployments(db);
    expect(following.entered()).toBeNull();
    const told: string[] = [];
    expect(await apply(plan(), told)).toEqual({ is: "applied", number: 1 });
    expect(told).toEqual(["told"]);
    await following.refresh();
    expect(following.entered()).toEqual({ small: { version: 2 } });
    const { number, entered } = await readStanding(installed);
    expect([number, entered]).toEqual([1, { small: { version: 2 } }]);
    const [row] = (await readAudit(db, { limit: 1_000 })).slice(-1);
    expect(row).toMatchObject({ who: "maria", did: "deploy", outcome: "done", said: "Entered: small v2" });
    expect(await verifyAudit(db)).toMatchObject({ is: "whole" });
    await following.stop();
    await alive.stop();
    expect(await readWorkers(db)).toEqual([]);
  });

  test("a build that has another plan under a name is told where people are inside of what was deployed", async () => {
    const alive = await worker();
    const other = [FIRST, { ...SECOND, hash: "3".repeat(64) }];
    expect(await overwrittenBy(db, other)).toEqual([]);
    await apply(plan());
    await somebodyIn(1);
    expect(await overwrittenBy(db, other)).toEqual([]);
    await somebodyIn(2);
    expect(await overwrittenBy(db, [FIRST, SECOND])).toEqual([]);
    expect(await overwrittenBy(db, other)).toEqual([
      { release: "small_v2", inside: 1, deployed: SECOND.hash, built: "3".repeat(64) },
    ]);
    await alive.stop();
  });

  test("of two at once one wins, and the other is told", async () => {
    await worker();
    const outcomes = await Promise.all([apply(plan()), apply(plan({ entered: { small: { version: 1 } } }))]);
    expect(outcomes.map(({ is }) => is).sort()).toEqual(["applied", "refused"]);
    expect(outcomes.find(({ is }) => is === "refused")).toMatchObject({ code: "stale" });
  });

  describe("in a Worker Deployment", () => {
    const versioned = (releases: Readonly<Record<string, string>>, id: string) =>
      worker(releases, id, "baton");

    test("workers of an earlier build, to which runs are pinned, need not hold what is new", async () => {
      await versioned({ small_v1: FIRST.hash }, "earlier");
      await versioned(BOTH, "now");
      expect(await apply(plan())).toEqual({ is: "applied", number: 1 });
    });

    test("one of them has to", async () => {
      await versioned({ small_v1: FIRST.hash }, "earlier");
      expect(await apply(plan())).toMatchObject({
        code: "not-there-yet",
        why: expect.stringContaining("worker earlier does not hold small_v2"),
      });
    });

    test("what is kept by nobody but a worker of an earlier build makes that build no current one", async () => {
      await versioned({ small_v0: "0".repeat(64), ...BOTH }, "earlier");
      await versioned(BOTH, "now");
      const begins = async (more: Partial<DeploymentPlan>) =>
        workerToBegin(plan(more), await readWorkers(db))?.build;
      expect(await begins({})).toBe("build of now");
      expect(await begins({ entered: { small: { version: 1 } } })).toBe("build of now");
    });

    test("nobody goes on by what is not deployed: the server would hand their runs to nobody", async () => {
      await versioned({ small_v1: FIRST.hash }, "earlier");
      await versioned(BOTH, "now");
      expect(await whyNotHeld(installed, "small_v2")).toMatch(/^small_v2 is not deployed/);
      await apply(plan());
      expect(await whyNotHeld(installed, "small_v2")).toBeNull();
    });
  });

  test("nobody goes on by what one of the workers lacks", async () => {
    expect(await whyNotHeld(installed, "small_v2")).toBeNull();
    await worker();
    expect(await whyNotHeld(installed, "small_v2")).toBeNull();
    await worker({ small_v1: FIRST.hash }, "w2");
    expect(await whyNotHeld(installed, "small_v2")).toMatch(/^Worker w2 does not hold small_v2/);
  });

  test("who is on the way to a release keeps it, by what they were told last, until they have come or have ended", async () => {
    await worker();
    await somebodyIn(1);
    const instance = "small/s1/1";
    const tell = (to: number, told_at: number) =>
      db
        .insertInto("version_move")
        .values({
          instance,
          journey: "small",
          from_version: 1,
          to_version: to,
          at: "next stage",
          by: null,
          told_at,
        })
        .execute();
    await tell(2, NOW);
    expect(
      await apply(plan({ releases: { small_v1: FIRST.hash }, entered: { small: { version: 1 } } })),
    ).toEqual({
      is: "refused",
      code: "in-use",
      why: "small_v2 would be dropped, and 1 is on the way to it from another version: keep its release.",
    });
    const { releases } = await readStanding(installed);
    expect(releases.map(({ version, inside, coming }) => [version, inside, coming])).toEqual([
      [1, 1, 0],
      [2, 0, 1],
    ]);
    await tell(3, NOW + 1);
    expect([...(await countComing(db))]).toEqual([["small_v3", 1]]);
    await refuseVersion(db, instance, { to: 3, at: NOW, why: "it stands elsewhere" });
    expect([...(await countComing(db))]).toEqual([["small_v2", 1]]);
    await takeOverVersion(db, instance, { to: 2, at: NOW });
    expect([...(await countComing(db))]).toEqual([]);
  });

  describe("is refused, with the reason, and changes nothing:", () => {
    const refused = async (sealed: SealedPlan, code: string, why: RegExp) => {
      expect(await apply(sealed)).toEqual({ is: "refused", code, why: expect.stringMatching(why) });
      expect(await db.selectFrom("deployment").selectAll().execute()).toEqual([]);
      const [row] = (await readAudit(db, { limit: 1_000 })).slice(-1);
      expect(row).toMatchObject({ outcome: "refused", said: expect.stringMatching(why) });
    };

    test("a plan that was made for another deployment", async () => {
      await worker();
      await refused(plan({ base: 4 }), "stale", /made when deployment 4 counted, and now it is 0/);
    });

    test("a plan that was edited", async () => {
      await worker();
      await refused(
        { ...plan(), entered: { small: { version: 1 } } },
        "edited",
        /was changed after it was made/,
      );
    });

    test("where no worker runs", async () => {
      await refused(plan(), "not-there-yet", /No worker runs/);
    });

    test("where one of the workers lacks what people would enter", async () => {
      await worker();
      await worker({ small_v1: FIRST.hash }, "w2");
      await refused(plan(), "not-there-yet", /worker w2 does not hold small_v2/);
    });

    test("where the gateway has another plan under the name", async () => {
      const other = { ...BOTH, small_v2: "3".repeat(64) };
      await worker(other);
      await refused(plan({ releases: other }), "not-there-yet", /the gateway does not hold small_v2/);
    });

    test("where somebody is inside of what would be dropped", async () => {
      await worker();
      await somebodyIn(1);
      await refused(
        plan({ releases: { small_v2: SECOND.hash } }),
        "in-use",
        /small_v1 would be dropped, and 1 is inside/,
      );
    });
  });
});

/** F4: two applies at once, a stale plan, one that was edited; and P9: nobody is inside of what is dropped. */
import { beforeEach, describe, expect, test } from "vitest";
import { announceWorker, readWorkers } from "../../../runtime/deploy/announce-worker.ts";
import { applyDeployment } from "../../../runtime/deploy/apply-deployment.ts";
import { type DeploymentPlan, type SealedPlan, sealPlan } from "../../../runtime/deploy/deployment.ts";
import { followDeployments } from "../../../runtime/deploy/follow-deployments.ts";
import { type Installed, readStanding } from "../../../runtime/deploy/running.ts";
import { indexBuild } from "../../../runtime/ingest/plan-index.ts";
import { readAudit, verifyAudit } from "../../../runtime/store/audit.ts";
import type { Db } from "../../../runtime/store/open-store.ts";
import { onEachStore } from "../../support/each-store.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";

const NOW = Date.UTC(2026, 10, 23, 9);
const FIRST = { hash: "1".repeat(64), plan: SMALL_PLAN };
const SECOND = { hash: "2".repeat(64), plan: { ...SMALL_PLAN, version: 2, workflowType: "small_v2" } };
const BOTH = { small_v1: FIRST.hash, small_v2: SECOND.hash };
const NO_TROUBLE = () => {};

onEachStore((lane) => {
  let db: Db;
  let installed: Installed;
  beforeEach(async () => {
    ({ db } = lane.store());
    for (const table of ["deployment", "worker", "instance", "subject"] as const)
      await db.deleteFrom(table).execute();
    const built = [FIRST, SECOND];
    installed = { db, built, plans: indexBuild(built), countRunning: null };
  });

  const worker = (releases: Readonly<Record<string, string>> = BOTH, id = "w1") =>
    announceWorker(db, { id, build: "b", deployment: null, releases }, NO_TROUBLE);
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

  test("of two at once one wins, and the other is told", async () => {
    await worker();
    const outcomes = await Promise.all([apply(plan()), apply(plan({ entered: { small: { version: 1 } } }))]);
    expect(outcomes.map(({ is }) => is).sort()).toEqual(["applied", "refused"]);
    expect(outcomes.find(({ is }) => is === "refused")).toMatchObject({ code: "stale" });
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

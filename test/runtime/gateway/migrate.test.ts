/** Moving those inside one version to a later one, from the store and the gateway: rule 14. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Migration, Plan } from "../../../compiler/plan.ts";
import type { ApiClient } from "../../../runtime/gateway/api-client.ts";
import { indexBuild } from "../../../runtime/ingest/plan-index.ts";
import { tellOfVersions } from "../../../runtime/ingest/version-moves.ts";
import { readAudit } from "../../../runtime/store/audit.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { refuseVersion, takeOverVersion } from "../../../runtime/store/version-moves.ts";
import { newcomer, PLAN } from "../ingest/fixture.ts";
import { openGateway, type TestGateway } from "./fixture.ts";

const later = (at: Migration["at"]): Plan => ({
  ...PLAN,
  version: 2,
  workflowType: "small_v2",
  migrations: [{ from: 1, at, map: [] }],
});

let store: Store;
let test2: TestGateway;
let ida: ApiClient;

/** Five who entered by the first version; then the second is deployed. */
async function deploy(at: Migration["at"]): Promise<void> {
  const first = await openGateway({ store });
  const web = await first.as("system:web", "events");
  for (let nth = 0; nth < 5; nth += 1)
    await web.sendEvents({
      id: `e${nth}`,
      event: "lead_created",
      subject: { ...newcomer(), company: "Nordpay" },
    });
  await first.gateway.close();
  test2 = await openGateway({ store, plans: [PLAN, later(at)], operators: ["marketing"] });
  ida = await test2.as("ida", "people");
}

const ASKED = { journey: "small", from: 1, to: 2 };
const instances = () => store.db.selectFrom("instance").selectAll().orderBy("id").execute();
const told = async () => {
  await test2.gateway.relay.drain();
  return test2.journeys.informed.filter(({ fact }) => fact.is === "moves");
};

beforeEach(async () => {
  store = await openStore({});
});
afterEach(async () => {
  await test2?.close();
});

describe("at once", () => {
  beforeEach(() => deploy("once"));

  test("the plan says how many would move, and tells nobody", async () => {
    const answer = await ida.migrate({ ...ASKED, atMost: 2 });
    expect(answer).toMatchObject({ inside: 5, told: 0, moved: 0, at: "once" });
    expect(answer.groups.map(({ will, count }) => [will, count])).toEqual([
      ["moves now", 2],
      ["stays", 3],
    ]);
    expect(await told()).toEqual([]);
  });

  test("without versions it is about the latest that says something, and the one that there is to go on from", async () => {
    expect(await ida.migrate({ journey: "small" })).toMatchObject({ from: 1, to: 2, inside: 5 });
    expect(await ida.migrate({ journey: "small", to: 2 })).toMatchObject({ from: 1 });
    expect(await ida.migrate({ journey: "small", from: 1 })).toMatchObject({ to: 2 });
  });

  test("of two earlier versions the one with somebody inside is meant, or it is asked which", async () => {
    const third: Plan = {
      ...later("once"),
      version: 3,
      workflowType: "small_v3",
      migrations: [1, 2].map((from) => ({ from, at: "once" as const, map: [] })),
    };
    await test2.gateway.close();
    test2 = await openGateway({ store, plans: [PLAN, later("once"), third], operators: ["marketing"] });
    ida = await test2.as("ida", "people");
    expect(await ida.migrate({ journey: "small" })).toMatchObject({ from: 1, to: 3 });
    const [one] = await instances();
    await takeOverVersion(store.db, one?.id ?? "", { to: 2, at: 1 });
    await expect(ida.migrate({ journey: "small" })).rejects.toMatchObject({
      code: "which-version",
      message: expect.stringContaining("takes over from v1 and v2: say from which"),
    });
  });

  test("apply tells so many, and asked again no more of them", async () => {
    expect(await ida.migrate({ ...ASKED, atMost: 2, apply: true })).toMatchObject({ told: 2 });
    expect(await ida.migrate({ ...ASKED, atMost: 2, apply: true })).toMatchObject({ told: 0 });
    expect(await told()).toHaveLength(2);
    expect(await ida.migrate({ ...ASKED, apply: true })).toMatchObject({ told: 3 });
    expect(new Set((await told()).map(({ workflowId }) => workflowId)).size).toBe(5);
  });

  test("two who apply at the same time tell each of them once", async () => {
    await Promise.all([ida.migrate({ ...ASKED, apply: true }), ida.migrate({ ...ASKED, apply: true })]);
    expect(await told()).toHaveLength(5);
  });

  test("who has taken it over is in the later version, and counted; who refused is told once more", async () => {
    await ida.migrate({ ...ASKED, apply: true });
    const [one, other] = await instances();
    await takeOverVersion(store.db, one?.id ?? "", { to: 2, at: 1 });
    await refuseVersion(store.db, other?.id ?? "", { to: 2, at: 1, why: "it stands at a step that is gone" });
    const answer = await ida.migrate(ASKED);
    expect(answer).toMatchObject({ inside: 4, moved: 1 });
    expect(answer.groups).toContainEqual(expect.objectContaining({ will: "was refused", count: 1 }));
    expect((await instances()).map(({ version }) => version).sort()).toEqual([1, 1, 1, 1, 2]);
    expect(await ida.migrate({ ...ASKED, apply: true })).toMatchObject({ told: 1 });
  });

  test("only whoever may operate: a refusal is on record", async () => {
    const anna = await test2.as("anna", "people");
    await expect(anna.migrate({ ...ASKED, apply: true })).rejects.toMatchObject({ status: 403 });
    expect(await told()).toEqual([]);
    await ida.migrate({ ...ASKED, apply: true });
    const rows = await readAudit(store.db, { limit: 10 });
    expect(rows.map(({ who, did, outcome }) => [who, did, outcome])).toEqual([
      ["anna", "migrate", "refused"],
      // Written before the first is told, for a process may be killed on the way.
      ["ida", "migrate", "begun"],
      ["ida", "migrate", "done"],
    ]);
  });

  test("a version that is not there, and one that says nothing of the other", async () => {
    await expect(ida.migrate({ ...ASKED, to: 3 })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining("This build has no v3 of small, but v1, v2"),
    });
    await expect(ida.migrate({ journey: "smal" })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining("no journey smal; did you mean small?"),
    });
    await expect(ida.migrate({ journey: "small", from: 2 })).rejects.toMatchObject({ code: "stays" });
    await expect(ida.migrate({ ...ASKED, from: 2, to: 1 })).rejects.toMatchObject({
      status: 409,
      code: "stays",
    });
  });
});

describe("at the next stage", () => {
  beforeEach(() => deploy("next stage"));

  test("they are told by themselves, each once", async () => {
    const { installation } = test2.gateway;
    await tellOfVersions(installation);
    await tellOfVersions(installation);
    test2.gateway.relay.wake();
    const facts = await told();
    expect(new Set(facts.map(({ workflowId }) => workflowId)).size).toBe(5);
    expect(facts).toHaveLength(5);
    const { groups } = await ida.migrate(ASKED);
    expect(groups.map(({ will, count }) => [will, count])).toEqual([["moves at its next stage", 5]]);
  });

  test("a canary is tried with those who enter, and tells nobody", async () => {
    const { installation } = test2.gateway;
    const plans = [PLAN, later("next stage")].map((plan) => ({ plan }));
    const canary = { version: 2, percent: 50 };
    const trying = { ...installation, plans: indexBuild(plans, () => ({ small: { version: 1, canary } })) };
    expect(await tellOfVersions(trying)).toBe(0);
    expect(
      await tellOfVersions({ ...trying, plans: indexBuild(plans, () => ({ small: { version: 2 } })) }),
    ).toBe(5);
  });

  test("nobody need apply it", async () => {
    await expect(ida.migrate({ ...ASKED, apply: true })).rejects.toMatchObject({ code: "at-next-stage" });
  });
});

/** Pausing, resuming, stopping and repairing over HTTP: who may, what is asked first, and what stands written. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OperationRequest } from "../../../runtime/gateway/api.ts";
import type { ApiClient } from "../../../runtime/gateway/api-client.ts";
import { beginOperation, sweepOperations } from "../../../runtime/operations/operate.ts";
import { readAudit, verifyAudit } from "../../../runtime/store/audit.ts";
import { markInstance, stopInstance } from "../../../runtime/store/instances.ts";
import { LIBRARY, MONDAY, newcomer } from "../ingest/fixture.ts";
import { offerToAnna, openGateway, type TestGateway } from "./fixture.ts";

const BIG = {
  is: "in",
  left: { of: "subject", field: "country" },
  values: ["SE"],
  blank: false,
} as const;

let test: TestGateway;
/** Fills the role that may operate. */
let ida: ApiClient;
let anna: ApiClient;
let system: ApiClient;

beforeAll(async () => {
  test = await openGateway({
    operators: ["marketing"],
    library: { ...LIBRARY, audiences: { swedes: { subject: "lead", when: BIG } } },
  });
  ida = await test.as("ida", "people", "admin");
  anna = await test.as("anna", "people");
  system = await test.as("system:web", "events");
}, 60_000);
afterAll(async () => await test.close());

async function enter(more: Readonly<Record<string, unknown>> = {}): Promise<{ email: string; id: string }> {
  const subject = newcomer();
  const { results } = await system.sendEvents({
    id: `enter ${subject.email}`,
    event: "lead_created",
    subject: { ...subject, ...more },
  });
  await test.gateway.relay.drain();
  return { email: subject.email, id: results[0]?.started[0] ?? "" };
}
const stateOf = async (id: string) => (await ida.instance(id)).state;
const told = (id: string) =>
  test.journeys.informed.filter(({ workflowId }) => workflowId === id).map(({ fact }) => fact);
const latest = async () => (await readAudit(test.store.db, { limit: 1_000 })).at(-1);
const WHY = "a fault in a letter";

describe("who may", () => {
  it("refuses whoever fills no role for it, with a row of the audit record", async () => {
    const { id, email } = await enter();
    const refused = anna.operate({ do: "pause", subject: email, journey: "small", because: WHY });
    await expect(refused).rejects.toMatchObject({
      status: 403,
      message: "anna may not pause journeys: it takes somebody who fills marketing, or a token for it.",
    });
    expect(await latest()).toMatchObject({ who: "anna", did: "pause", outcome: "refused", why: WHY });
    expect(JSON.stringify(await latest())).not.toContain(email);
    expect(await stateOf(id)).toBe("open");
  });

  it("refuses a token that is for something else, with a row as well", async () => {
    await expect(system.operate({ do: "stop", journey: "small", because: WHY })).rejects.toMatchObject({
      status: 403,
    });
    expect(await latest()).toMatchObject({ who: "system:web", did: "stop", outcome: "refused" });
  });

  it("lets a token for it, whoever has it; and who acts for another may what the other may", async () => {
    const { email } = await enter();
    const robot = await test.as("system:deploys", "operate");
    expect(await robot.operate({ do: "pause", subject: email, dryRun: true })).toMatchObject({
      by: "system:deploys",
    });
  });
});

describe("a pause", () => {
  it("counts first where it is asked to, and does nothing then", async () => {
    const { id, email } = await enter();
    const counted = await ida.operate({ do: "pause", subject: email, dryRun: true });
    expect(counted).toMatchObject({ id: null, concerns: { instances: 1, people: 1 }, done: 0 });
    expect(await stateOf(id)).toBe("open");
  });

  it("is in the store at once, told to the run, and shown to people with who and why", async () => {
    const { email, work } = await offerToAnna(test);
    const id = work.split("#")[0] ?? "";
    const done = await ida.operate({ do: "pause", subject: email, because: WHY });
    expect(done).toMatchObject({ by: "ida", done: 1, isOver: true, why: WHY });
    await test.gateway.relay.drain();
    expect(told(id)).toContainEqual({ is: "pause", id: done.id, by: "ida", why: WHY });
    expect(await ida.instance(id)).toMatchObject({
      state: "paused",
      awaits: `ida to resume it (${WHY})`,
      until: null,
      requests: [],
    });
    const { work: asked } = await anna.inbox({ subject: email });
    expect(asked).toMatchObject([{ id: work, paused: `paused by ida: ${WHY}` }]);
    expect((await ida.why(email)).sentence).toContain("and is paused");
    expect(await latest()).toMatchObject({ who: "ida", did: "pause", outcome: "done", why: WHY });
  });

  it("of the whole journey lets in who enters meanwhile, paused from the first instant", async () => {
    await ida.operate({ do: "pause", journey: "small", because: WHY });
    const { id } = await enter();
    expect(await stateOf(id)).toBe("paused");
    expect(test.journeys.started.find(({ workflowId }) => workflowId === id)?.start).toMatchObject({
      pausedBy: { person: "ida", why: WHY },
    });
    await ida.operate({ do: "resume", journey: "small", clocks: "shift", because: "mended" });
    expect(await stateOf(id)).toBe("open");
    expect(await stateOf((await enter()).id)).toBe("open");
  });

  it("for an audience is for those of whom its condition holds", async () => {
    const swede = await enter({ country: "SE" });
    const dane = await enter({ country: "DK" });
    await ida.operate({ do: "pause", journey: "small", audience: "swedes", because: WHY });
    expect([await stateOf(swede.id), await stateOf(dane.id)]).toEqual(["paused", "open"]);
    expect(await stateOf((await enter({ country: "SE" })).id)).toBe("open");
  });

  it("asked for twice under one key is one", async () => {
    const { id, email } = await enter();
    const body: OperationRequest = { do: "pause", subject: email, because: WHY };
    const first = await ida.operate(body, "k1");
    expect(await ida.operate(body, "k1")).toMatchObject({ id: first.id, done: 1 });
    await test.gateway.relay.drain();
    expect(told(id).filter((fact) => fact.is === "pause")).toHaveLength(1);
  });

  it.each([
    [{ do: "pause", because: WHY }, "missing-field"],
    [{ do: "pause", journey: "smal", because: WHY }, "unknown-journey"],
    [{ do: "pause", journey: "small", version: 7, because: WHY }, "unknown-version"],
    [{ do: "pause", journey: "small", stage: "nurtur", because: WHY }, "unknown-stage"],
    [{ do: "pause", audience: "sweds", because: WHY }, "unknown-audience"],
    [{ do: "pause", journey: "small" }, "missing-field"],
    [{ do: "pause", journey: "small", clocks: "shift", because: WHY }, "wrong-combination"],
    [{ do: "resume", journey: "small", because: WHY }, "missing-field"],
    [{ do: "stop", journey: "small", exit: "nowhere", because: WHY }, "unknown-exit"],
  ] as const)("is refused where it makes no sense: %j", async (body, code) => {
    await enter();
    await expect(ida.operate(body)).rejects.toMatchObject({ status: 400, code });
  });
});

describe("a resume", () => {
  it.each(["shift", "catch up"] as const)("tells the run how its clocks go on: %s", async (clocks) => {
    const { id, email } = await enter();
    await ida.operate({ do: "pause", subject: email, because: WHY });
    const done = await ida.operate({ do: "resume", subject: email, clocks, because: "mended" });
    await test.gateway.relay.drain();
    expect(told(id).map((fact) => fact.is)).toEqual(["pause", "resume"]);
    expect(told(id).at(-1)).toEqual({ is: "resume", id: done.id, by: "ida", how: clocks });
    expect(await stateOf(id)).toBe("open");
  });
});

describe("a stop", () => {
  it("tells the run by which exit, and leaves the store to what the run then records", async () => {
    const { id, email } = await enter();
    await ida.operate({ do: "stop", subject: email, exit: "lost", because: "they asked us to" });
    await test.gateway.relay.drain();
    expect(told(id)).toMatchObject([{ is: "stop", by: "ida", why: "they asked us to", exit: "lost" }]);
  });

  it("ends here what runs nowhere any more", async () => {
    const { id, email } = await enter();
    test.journeys.ended.add(id);
    await ida.operate({ do: "stop", subject: email, because: "it was terminated" });
    await test.gateway.relay.drain();
    expect(await ida.instance(id)).toMatchObject({ state: "ended", exit: "stopped by hand" });
  });
});

describe("of many", () => {
  it("goes on behind the last when it is cut off, tells each once, and then says how it ended", async () => {
    const { id } = await enter();
    await sql`insert into baton.instance (id, subject, journey, version, workflow_id, stage, entered_at)
      select id || '-' || n, subject, journey, version, workflow_id || '-' || n, 'nurture', entered_at
      from baton.instance, generate_series(1, 130) as n where id = ${id}`.execute(test.store.db);
    const { installation } = test.gateway;
    const asked = {
      id: "op-many",
      doing: { does: "pause" },
      chosen: { journey: "small", stage: "nurture" },
      why: WHY,
      who: "ida",
    } as const;
    const first = await beginOperation(installation, asked, 999);
    expect(first).toMatchObject({ done: 100, ended_at: null });
    expect(await latest()).toMatchObject({ did: "pause", outcome: "begun" });
    for (let round = 0; round < 5; round += 1) await sweepOperations(installation);
    const last = await ida.operation("op-many");
    expect(last.isOver).toBe(true);
    expect(last.done).toBeGreaterThanOrEqual(130);
    const states = await ida.status({ state: "open", stage: "nurture" });
    expect(states.instances).toEqual([]);
    expect(await latest()).toMatchObject({
      outcome: "done",
      said: expect.stringMatching(/(was|were) paused/),
    });
    const facts = await test.store.db
      .selectFrom("outbox")
      .select("instance")
      .where("key", "like", "% op-many pause")
      .execute();
    expect(new Set(facts.map(({ instance }) => instance)).size).toBe(facts.length);
    expect(facts).toHaveLength(last.done);
  });
});

describe("what is stuck", () => {
  let one: { readonly email: string; readonly id: string };
  beforeEach(async () => {
    one = await enter();
  });
  const stuck = async () => (await ida.stuck({ subject: one.email })).waiting;
  const repair = (how: "retry" | "skip") =>
    ida.operate({ do: "repair", subject: one.email, how, because: "mended" });

  it("is nothing of one that goes on", async () => {
    expect(await stuck()).toEqual([]);
    expect(await repair("retry")).toMatchObject({ done: 0, concerns: { instances: 0 } });
  });

  it("an answer that is late is shown with who is asked", async () => {
    const { email, work } = await offerToAnna(test);
    await test.store.db
      .updateTable("work")
      .set({ due: MONDAY - 5 })
      .where("id", "=", work)
      .execute();
    expect((await ida.stuck({ subject: email })).waiting).toMatchObject([
      { is: "overdue", role: "sales", person: "anna" },
    ]);
  });

  it("a fact that could not be handed on is handed on again, or left out, and that is written down", async () => {
    const park = async (key: string) => {
      await test.store.db
        .insertInto("outbox")
        .values({
          key,
          subject: one.id.split("/")[1] ?? "",
          instance: one.id,
          workflow_id: one.id,
          payload: JSON.stringify({ kind: "signal", fact: { is: "released", key } }),
          status: "parked",
          error: "it is too large",
          next_at: MONDAY + 3_600_000,
          created_at: MONDAY,
        })
        .execute();
      await markInstance(test.store.db, one.id, "stuck");
    };
    await park("first");
    expect(await stuck()).toMatchObject([
      { is: "stuck", troubles: [{ kind: "fact", words: expect.stringContaining("it is too large") }] },
    ]);
    expect(await repair("retry")).toMatchObject({ done: 1 });
    await test.gateway.relay.drain();
    expect(told(one.id)).toContainEqual({ is: "released", key: "first" });
    expect(await stuck()).toEqual([]);
    await park("second");
    expect(await repair("skip")).toMatchObject({ done: 1 });
    expect(await stuck()).toEqual([]);
    expect(await stateOf(one.id)).toBe("open");
    const { entries } = await ida.timeline(one.email);
    expect(entries).toContainEqual(expect.objectContaining({ by: "ida", result: "left out", why: "mended" }));
  });

  it("a run that is gone can only be ended", async () => {
    await stopInstance(test.store.db, one.id, "its run in Temporal, which is gone");
    expect(await stuck()).toMatchObject([{ troubles: [{ kind: "lost run", retry: null }] }]);
    expect(await repair("retry")).toMatchObject({ done: 0 });
    expect(await repair("skip")).toMatchObject({ done: 1 });
    expect(await ida.instance(one.id)).toMatchObject({ state: "ended", exit: "stopped by hand" });
  });

  it("what nothing runs is shown, with its version", async () => {
    await test.store.db
      .updateTable("instance")
      .set({ version: 9 } as never)
      .where("id", "=", one.id)
      .execute();
    expect(await stuck()).toMatchObject([{ is: "no worker", version: 9 }]);
  });
});

it("the audit record is whole, and says so", async () => {
  expect(await verifyAudit(test.store.db)).toMatchObject({ is: "whole" });
  expect(await ida.auditVerdict()).toMatchObject({ is: "whole" });
  const { rows } = await ida.audit({ after: 0, limit: 5 });
  expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
});

describe("who may read an operation", () => {
  it("is whoever may operate, whoever sees everything, and whoever asked for it", async () => {
    const { email } = await enter();
    const robot = await test.as("system:deploys", "operate");
    const { id } = await robot.operate({ do: "pause", subject: email, because: WHY });
    const admin = await test.as("dag", "admin");
    for (const reader of [ida, admin, robot])
      expect(await reader.operation(id ?? "")).toMatchObject({ id, by: "system:deploys", why: WHY });
    // A token of that name which is for it no more.
    const former = await test.as("system:deploys", "events");
    expect(await former.operation(id ?? "")).toMatchObject({ id });
  });

  it("is nobody else: they are refused with a row, and do not learn whether there is one", async () => {
    const { email } = await enter();
    const { id } = await ida.operate({ do: "pause", subject: email, because: WHY });
    const refused = {
      status: 403,
      message:
        "anna may not read what others have operated: it takes somebody who fills marketing, or a token for it.",
    };
    await expect(anna.operation(id ?? "")).rejects.toMatchObject(refused);
    expect(await latest()).toMatchObject({
      who: "anna",
      did: "read operation",
      about: { operation: id },
      outcome: "refused",
    });
    await expect(anna.operation("op-of-maria@example.com")).rejects.toMatchObject(refused);
    expect(JSON.stringify(await latest())).not.toContain("maria");
    await expect(system.operation(id ?? "")).rejects.toMatchObject({ status: 403 });
    await expect(ida.operation("op-none")).rejects.toMatchObject({ status: 404 });
  });
});

describe("who may read the audit record", () => {
  it("is whoever may operate, and whoever sees everything; the others are refused with a row", async () => {
    const admin = await test.as("dag", "admin");
    expect((await admin.audit({ limit: 1 })).rows).toHaveLength(1);
    for (const ask of [() => anna.audit(), () => anna.auditVerdict(), () => system.audit()])
      await expect(ask()).rejects.toMatchObject({ status: 403 });
    expect(await latest()).toMatchObject({ who: "system:web", did: "read audit", outcome: "refused" });
  });

  it("gives the latest rows in the order in which they were written, or those of one subject", async () => {
    const { email, id } = await enter();
    await ida.operate({ do: "pause", subject: email, because: WHY });
    await ida.operate({ do: "resume", instance: id, clocks: "shift", because: "mended" });
    await anna.operate({ do: "stop", journey: "small", because: WHY }).catch(() => null);
    const last = await ida.audit({ limit: 2 });
    expect(last.rows.map(({ did, outcome }) => [did, outcome])).toEqual([
      ["resume", "done"],
      ["stop", "refused"],
    ]);
    const theirs = await ida.audit({ subject: email.toUpperCase() });
    expect(theirs.rows.map(({ did }) => did)).toEqual(["pause", "resume"]);
    const byId = await ida.audit({ subject: id.split("/")[1] ?? "" });
    expect(byId.rows).toEqual(theirs.rows);
  });
});

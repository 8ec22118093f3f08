/** What becomes of each kind of journey and letter when a store that was put back is made to agree with Temporal. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { REAL_TIME } from "../../../runtime/clock.ts";
import type { JourneyClient } from "../../../runtime/ingest/journey-client.ts";
import { LOST_RUN } from "../../../runtime/ingest/parked-row.ts";
import { indexPlans } from "../../../runtime/ingest/plan-index.ts";
import { adoptRuns } from "../../../runtime/operations/adopt-run.ts";
import { troublesOf } from "../../../runtime/operations/repair.ts";
import type { JourneyRun } from "../../../runtime/restore/compare-runs.ts";
import { lastWritten } from "../../../runtime/restore/last-written.ts";
import { type RunDesk, reconcileStore } from "../../../runtime/restore/reconcile-store.ts";
import { verifyAudit } from "../../../runtime/store/audit.ts";
import { toJson } from "../../../runtime/store/json.ts";
import { type Db, openStore, type Store } from "../../../runtime/store/open-store.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";

const NOW = Date.UTC(2026, 10, 23, 9);
const HOUR = 3_600_000;

let store: Store;
let db: Db;
let terminated: string[];
beforeAll(async () => {
  store = await openStore({});
  ({ db } = store);
});
afterAll(() => store?.close());
beforeEach(async () => {
  terminated = [];
  // The journal and the audit record stay: nobody may empty them.
  for (const table of ["letter", "outbox", "instance", "subject"] as const)
    await db.deleteFrom(table).execute();
});

/** Runs by their ids; those named `lost key` cannot be read. */
const desk = (running: readonly string[]): RunDesk => ({
  isRunning: async (id) => running.includes(id),
  startOf: async (id) => (id.includes("lost-key") ? null : { own: { deal: "D7" } }),
  endOf: async () => ({ exit: "won", outcome: "success" }),
  terminate: async (id) => void terminated.push(id),
});

const runOf = (subject: string, is: JourneyRun["is"]): JourneyRun => ({
  workflowId: `small/${subject}/1`,
  workflowType: "small_v1",
  is,
  startedAt: NOW + HOUR,
  closedAt: is === "running" ? null : NOW + 2 * HOUR,
});

async function subjectOf(id: string): Promise<void> {
  const times = { created_at: NOW, updated_at: NOW };
  const known = { id, kind: "lead", key: `${id}@example.com`, address: null, account: null };
  await db
    .insertInto("subject")
    .values({ ...known, fields: "{}", fields_at: "{}", ...times })
    .execute();
}

async function instanceOf(subject: string, stage: string | null = "nurture"): Promise<string> {
  await subjectOf(subject);
  const id = `small/${subject}/1`;
  await db
    .insertInto("instance")
    .values({ id, subject, journey: "small", version: 1, workflow_id: id, own: "{}", entered_at: NOW, stage })
    .execute();
  return id;
}

const pending = async (instance: string, subject: string, key: string): Promise<void> => {
  const payload = toJson({ kind: "signal", fact: { is: "look again", id: key } });
  const row = { key, subject, instance, workflow_id: instance, payload, next_at: NOW, created_at: NOW };
  await db.insertInto("outbox").values(row).execute();
};

const reconcile = (running: readonly string[], unknown: readonly JourneyRun[], ended: readonly string[]) =>
  reconcileStore(
    {
      ...{ runs: desk(running), db, plans: indexPlans([SMALL_PLAN]), clock: REAL_TIME },
      ...{ who: "system:reconcile", why: "the disk failed" },
    },
    {
      unknown,
      ended: ended.map((subject) => {
        const id = `small/${subject}/1`;
        return { run: runOf(subject, "completed"), instance: { id, workflow_id: id, state: "open" } };
      }),
    },
  );

const rowOf = (id: string) =>
  db.selectFrom("instance").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

test("a letter that was on its way is for a person: it may have gone out since", async () => {
  const id = await instanceOf("ann");
  const of = { instance: id, journey: "small", version: 1, stage: "nurture", subject: "ann", account: null };
  const letter = {
    kind: "message",
    address: "ann@example.com",
    step: null,
    channel: "email",
    text: null,
  } as const;
  const asked = { until: null, why: null, counts: true, priority: 1, approved_by: null };
  const times = { asked_at: NOW, decided_at: NOW, sent_at: null, message_id: null };
  for (const status of ["granted", "sending", "deferred", "sent"] as const)
    await db
      .insertInto("letter")
      .values({ key: status, name: status, status, ...of, ...letter, ...asked, ...times })
      .execute();
  expect(await reconcile([id], [], [])).toMatchObject({ letters: 2, asked: 1 });
  const rows = await db.selectFrom("letter").select(["key", "status"]).orderBy("key").execute();
  expect(rows.map(({ key, status }) => [key, status])).toEqual([
    ["deferred", "deferred"],
    ["granted", "unknown"],
    ["sending", "unknown"],
    ["sent", "sent"],
  ]);
  const said = await db
    .selectFrom("journal")
    .select("name")
    .where("what", "=", "stuck")
    .where("instance", "=", id)
    .execute();
  expect(said.map(({ name }) => name).sort()).toEqual(["granted", "sending"]);
});

test("what came to its exit has ended here, and what it was still to be told does not open it again", async () => {
  const id = await instanceOf("bo");
  await pending(id, "bo", "late");
  expect(await reconcile([], [], ["bo"])).toMatchObject({ ended: 1, asked: 0, lost: 0 });
  expect(await rowOf(id)).toMatchObject({
    state: "ended",
    exit: "won",
    outcome: "success",
    ended_at: NOW + 2 * HOUR,
  });
  const [row] = await db.selectFrom("outbox").select(["status", "error"]).execute();
  expect(row).toMatchObject({ status: "sent", error: expect.stringContaining("left out") });
});

test("what goes on is asked how it stands, and stands so", async () => {
  const id = await instanceOf("cy");
  expect(await reconcile([id], [], [])).toMatchObject({ asked: 1 });
  const [trouble, ...others] = await troublesOf(db, await rowOf(id));
  expect(trouble?.words).toContain("is asked how it stands");
  expect(others).toEqual([]);
  const holder = { role: "sales", person: "anna" };
  const placed = { stage: "selling", holder, awaits: "anna to answer call", until: null };
  const state: unknown = { placed, work: [] };
  const stateOf = async () => state as Awaited<ReturnType<JourneyClient["stateOf"]>>;
  // Of all that is asked of a run, adopting it asks this alone.
  const journeys = { stateOf } as unknown as JourneyClient;
  expect(await adoptRuns({ db, now: () => NOW }, journeys)).toBe(1);
  expect(await rowOf(id)).toMatchObject({
    ...{ state: "open", stage: "selling", holder_role: "sales", holder_person: "anna" },
    awaits: "anna to answer call",
  });
  expect(await adoptRuns({ db, now: () => NOW }, journeys)).toBe(0);
});

test("one that nobody can read any more is ended, and a person is shown it", async () => {
  const id = await instanceOf("lost-key");
  expect(await reconcile([id], [], [])).toMatchObject({ asked: 0, lost: 1 });
  expect(terminated).toEqual([id]);
  expect(await rowOf(id)).toMatchObject({ state: "stuck", awaits: LOST_RUN });
});

test("one that is still to begin is left to the relay", async () => {
  const id = await instanceOf("dee", null);
  await pending(id, "dee", `${id} start`);
  expect(await reconcile([], [], [])).toMatchObject({ asked: 0, lost: 0 });
  expect(await rowOf(id)).toMatchObject({ state: "open", awaits: null });
});

test("one that began since is here again if its subject is, with what it is about; else its run is ended", async () => {
  await subjectOf("eve");
  await subjectOf("flo");
  const unknown = [runOf("eve", "running"), runOf("flo", "completed"), runOf("gus", "running")];
  const done = await reconcile([], unknown, []);
  expect(done).toMatchObject({ found: 2, dropped: ["small/gus/1"] });
  expect(terminated).toEqual(["small/gus/1"]);
  expect(await rowOf("small/eve/1")).toMatchObject({
    state: "stuck",
    own: { deal: "D7" },
    entered_at: NOW + HOUR,
  });
  expect(await rowOf("small/flo/1")).toMatchObject({ state: "ended", exit: "won" });
});

test("it stands in the audit record, and one that was cut off goes by what it began with", async () => {
  const id = await instanceOf("hal");
  await db.insertInto("journal").values({ at: NOW, what: "set", name: "x" }).execute();
  const failing = { ...desk([id]), isRunning: () => Promise.reject(new Error("away")) };
  const it = { runs: failing, db, plans: indexPlans([SMALL_PLAN]), clock: REAL_TIME, who: "w", why: "y" };
  await expect(reconcileStore(it, { unknown: [], ended: [] })).rejects.toThrow("away");
  await db
    .insertInto("journal")
    .values({ at: NOW + HOUR, what: "set", name: "x" })
    .execute();
  expect(await lastWritten({ db, clock: REAL_TIME })).toBe(NOW);
  await reconcile([id], [], []);
  expect(await lastWritten({ db, clock: REAL_TIME })).toBe(NOW + HOUR);
  const rows = await db.selectFrom("audit").select(["did", "outcome"]).orderBy("number").execute();
  expect(rows.slice(-3).map(({ outcome }) => outcome)).toEqual(["begun", "begun", "done"]);
  expect(await verifyAudit(db)).toMatchObject({ is: "whole" });
});

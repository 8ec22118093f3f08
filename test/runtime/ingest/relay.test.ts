import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REAL_TIME } from "../../../runtime/clock.ts";
import { retryParked } from "../../../runtime/ingest/parked-row.ts";
import {
  countOutbox,
  type Relay,
  type RelaySettings,
  type RelayTrouble,
  startRelay,
} from "../../../runtime/ingest/relay.ts";
import { takeEvent } from "../../../runtime/ingest/take-event.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import {
  DAY,
  eventOf,
  installationOn,
  type MemoryJourneys,
  MONDAY,
  memoryJourneys,
  newcomer,
  type TestInstallation,
} from "./fixture.ts";

let store: Store;
let serial = 0;

beforeAll(async () => {
  store = await openStore({});
}, 60_000);
afterAll(async () => await store.close());

interface Scene {
  readonly installation: TestInstallation;
  readonly journeys: MemoryJourneys;
  readonly troubles: RelayTrouble[];
  open(settings?: Partial<RelaySettings>): Relay;
  send(
    event: string,
    subject: Readonly<Record<string, unknown>>,
    data?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
}

function setUp(): Scene {
  const installation = installationOn(store.db);
  installation.now = () => Date.now();
  const journeys = memoryJourneys();
  const troubles: RelayTrouble[] = [];
  return {
    installation,
    journeys,
    troubles,
    open: (settings = {}) =>
      startRelay({
        installation,
        journeys,
        clock: REAL_TIME,
        onTrouble: (trouble) => troubles.push(trouble),
        settings: {
          every: 20,
          retry: 1,
          longestRetry: 2,
          tries: 4,
          lease: 20_000,
          concurrency: 8,
          ...settings,
        },
      }),
    async send(event, subject, data = {}) {
      serial += 1;
      const incoming = eventOf({ id: `r${serial}`, event, subject, data }, Date.now());
      await takeEvent(installation, incoming);
    },
  };
}

/** As Temporal's client throws it: its own error around that of gRPC. */
const grpcError = (code: number): Error =>
  new Error("Failed to start Workflow", { cause: Object.assign(new Error(`gRPC ${code}`), { code }) });

const keptBack = async () =>
  (await store.db.selectFrom("outbox").select("error").where("status", "=", "pending").execute()).filter(
    ({ error }) => error === "no worker has begun on the last 3 facts that its run was told",
  ).length;

const until = async (done: () => boolean) =>
  await expect.poll(done, { timeout: 15_000, interval: 10 }).toBe(true);

describe("the relay", () => {
  it("hands on what each subject is owed, in order", async () => {
    const { journeys, open, send } = setUp();
    const people = Array.from({ length: 20 }, () => newcomer());
    for (const kind of ["lead_created", "demo_requested", "bought"]) {
      for (const person of people) await send(kind, person, kind === "bought" ? { amount: "1 EUR" } : {});
    }
    const relay = open();
    await until(() => journeys.informed.length === 40);
    await relay.stop();
    expect(journeys.started).toHaveLength(20);
    for (const { workflowId } of journeys.started) {
      const told = journeys.informed.filter((one) => one.workflowId === workflowId).map(({ fact }) => fact);
      expect(told).toMatchObject([{ event: { kind: "demo_requested" } }, { event: { kind: "bought" } }]);
    }
  });

  it("starts one journey when it dies between the start and writing that down", async () => {
    const { journeys, open, send } = setUp();
    await send("lead_created", newcomer());
    let deaths = 0;
    journeys.breaks = (_, what) => {
      if (what === "before" || deaths === 2) return null;
      deaths += 1;
      return new Error("the answer was lost");
    };
    const relay = open();
    await until(() => journeys.starts === 3);
    await relay.drain();
    await relay.stop();
    expect(journeys.started).toHaveLength(1);
    expect(await countOutbox(store.db)).toMatchObject({ backlog: 0, parked: 0 });
  });

  it("tells a run so many that no worker listens to, and the rest once one does", async () => {
    const { journeys, open, send } = setUp();
    const [quiet, other] = [newcomer(), newcomer()];
    await send("lead_created", quiet);
    for (let nth = 0; nth < 7; nth += 1) await send("demo_requested", quiet);
    journeys.listening = false;
    const relay = open({ unheard: 3 });
    await until(() => journeys.informed.length === 3);
    await send("lead_created", other);
    await send("demo_requested", other);
    relay.wake();
    await until(() => journeys.informed.length === 4);
    await expect.poll(() => keptBack(), { timeout: 15_000 }).toBe(1);
    expect(await countOutbox(store.db)).toMatchObject({ backlog: 4, parked: 0 });
    journeys.listening = true;
    await until(() => journeys.informed.length === 8);
    await relay.stop();
    const told = journeys.informed.filter(({ workflowId }) => workflowId === journeys.started[0]?.workflowId);
    expect(new Set(told.map(({ fact }) => JSON.stringify(fact))).size).toBe(7);
  });

  it("takes over what another one died with, when its lease has run out", async () => {
    const { installation, journeys, open, send } = setUp();
    await send("lead_created", newcomer());
    const lease = 60_000;
    await store.db
      .updateTable("outbox")
      .set({ next_at: Date.now() + lease })
      .where("status", "=", "pending")
      .execute();
    const relay = open();
    await relay.drain();
    expect(journeys.started).toHaveLength(0);
    installation.now = () => Date.now() + lease;
    await until(() => journeys.started.length === 1);
    await relay.stop();
  });

  it("may run twice, and hands each thing on once", async () => {
    const { journeys, open, send } = setUp();
    for (let person = 0; person < 30; person += 1) await send("lead_created", newcomer());
    const relays = [open(), open()];
    await until(() => journeys.started.length === 30);
    await Promise.all(relays.map((relay) => relay.stop()));
    expect(journeys.starts).toBe(30);
  });

  it("waits while Temporal is away, and holds nothing against anybody", async () => {
    const { journeys, troubles, open, send } = setUp();
    journeys.up = false;
    const [one, other] = [newcomer(), newcomer()];
    for (const person of [one, other]) await send("lead_created", person);
    await send("demo_requested", one);
    const relay = open();
    await until(() => troubles.length >= 4);
    expect(troubles.every(({ is }) => is === "away")).toBe(true);
    expect(await countOutbox(store.db)).toMatchObject({ backlog: 3, parked: 0 });
    journeys.up = true;
    await until(() => journeys.informed.length === 1);
    await relay.stop();
    expect(journeys.started).toHaveLength(2);
  });

  it("parks what cannot be handed on, says why, and goes on with the others", async () => {
    const { journeys, troubles, open, send } = setUp();
    const [poisoned, healthy] = [newcomer(), newcomer()];
    await send("lead_created", poisoned);
    await send("lead_created", healthy);
    const { id } = await store.db
      .selectFrom("subject")
      .select("id")
      .where("key", "=", poisoned.email)
      .executeTakeFirstOrThrow();
    journeys.breaks = (workflowId) => (workflowId.includes(id) ? new Error("it cannot be read") : null);
    const relay = open();
    await until(() => troubles.some(({ is }) => is === "parked"));
    await relay.stop();
    expect(journeys.started).toHaveLength(1);
    const instance = await store.db
      .selectFrom("instance")
      .selectAll()
      .where("subject", "=", id)
      .executeTakeFirst();
    const journal = await store.db.selectFrom("journal").selectAll().where("subject", "=", id).execute();
    expect(instance).toMatchObject({ state: "stuck" });
    expect(journal).toMatchObject([{ what: "stuck", why: "parked after 4 tries: it cannot be read" }]);
    await store.db.updateTable("outbox").set({ status: "sent" }).where("status", "=", "parked").execute();
  });

  it("holds nothing against anybody while Temporal is ill, though its front end answers", async () => {
    const { journeys, troubles, open, send } = setUp();
    await send("lead_created", newcomer());
    let calls = 0;
    const codes = [14, 8, 4, 10, 13, 1, 2];
    journeys.breaks = (_, what) => {
      if (what === "after" || calls >= 2 * codes.length) return null;
      calls += 1;
      return grpcError(codes[calls % codes.length] ?? 0);
    };
    const relay = open();
    await until(() => journeys.started.length === 1);
    await relay.drain();
    await relay.stop();
    expect(calls).toBe(14);
    expect(new Set(troubles.map(({ is }) => is))).toEqual(new Set(["away"]));
    const [row] = await store.db.selectFrom("outbox").selectAll().orderBy("id", "desc").limit(1).execute();
    expect(row).toMatchObject({ status: "sent", attempts: 0 });
  });

  it("keeps a subject's later rows behind one that is parked, until that has been handed on", async () => {
    const { installation, journeys, troubles, open, send } = setUp();
    const person = newcomer();
    await send("lead_created", person);
    await send("demo_requested", person);
    journeys.breaks = () => new Error("it cannot be read");
    const broken = open();
    await until(() => troubles.some(({ is }) => is === "parked"));
    await broken.drain();
    expect(await countOutbox(store.db)).toMatchObject({ backlog: 1, parked: 1 });
    journeys.breaks = () => null;
    await broken.drain();
    expect(journeys.starts).toBe(0);
    expect(await retryParked(installation)).toBe(1);
    await until(() => journeys.informed.length === 1);
    await broken.drain();
    await broken.stop();
    expect(journeys.started).toHaveLength(1);
    expect(await countOutbox(store.db)).toMatchObject({ backlog: 0, parked: 0 });
    const { workflowId } = journeys.started[0] ?? {};
    const instance = await store.db
      .selectFrom("instance")
      .selectAll()
      .where("id", "=", String(workflowId))
      .executeTakeFirst();
    expect(instance).toMatchObject({ state: "open", awaits: null });
  });

  it("tries what is parked again by itself, and says once that it was", async () => {
    const { installation, journeys, troubles, open, send } = setUp();
    const person = newcomer();
    await send("lead_created", person);
    journeys.breaks = () => new Error("it cannot be read");
    const relay = open({ retryParked: 20 });
    await until(() => troubles.filter(({ is }) => is === "parked").length >= 3);
    await relay.stop();
    const { id } = await store.db
      .selectFrom("subject")
      .select("id")
      .where("key", "=", person.email)
      .executeTakeFirstOrThrow();
    const journal = await store.db.selectFrom("journal").selectAll().where("subject", "=", id).execute();
    expect(journal).toHaveLength(1);
    // Put off for an hour; a relay that starts tries it at once.
    const next_at = installation.now() + 3_600_000;
    await store.db.updateTable("outbox").set({ next_at }).where("status", "=", "parked").execute();
    journeys.breaks = () => null;
    const restarted = open();
    await until(() => journeys.started.length === 1);
    await restarted.stop();
  });
});

describe("a fact for a journey that has ended meanwhile", () => {
  const endOf = async (scene: Scene, person: { readonly email: string }, endedAt: number) => {
    const subject = await store.db
      .selectFrom("subject")
      .selectAll()
      .where("key", "=", person.email)
      .executeTakeFirstOrThrow();
    const instance = `small/${subject.id}/1`;
    scene.journeys.ended.add(instance);
    await store.db
      .updateTable("instance")
      .set({ state: "ended", ended_at: endedAt, exit: "lost", stage: null })
      .where("id", "=", instance)
      .execute();
    return subject.id;
  };

  it("leads in again where it may", async () => {
    const scene = setUp();
    const person = newcomer();
    const relay = scene.open();
    await scene.send("lead_created", person);
    await relay.drain();
    // The event is on its way to the first instance when that ends.

    const subject = await endOf(scene, person, MONDAY - 20 * DAY);
    const event = await store.db
      .selectFrom("event")
      .selectAll()
      .where("subject", "=", subject)
      .executeTakeFirstOrThrow();
    await store.db
      .insertInto("outbox")
      .values({
        key: `late ${subject}`,
        subject,
        instance: `small/${subject}/1`,
        workflow_id: `small/${subject}/1`,
        payload: JSON.stringify({
          kind: "signal",
          fact: { is: "event", event: { id: event.id, kind: event.kind, at: event.at, fields: {} } },
        }),
        next_at: 0,
        created_at: 0,
      })
      .execute();
    await relay.drain();
    await until(() => scene.journeys.started.length === 2);
    await relay.stop();
    expect(scene.journeys.started[1]?.workflowId).toBe(`small/${subject}/2`);
  });

  it("is dropped, and that is written down", async () => {
    const scene = setUp();
    const person = newcomer();
    await scene.send("lead_created", person);
    const relay = scene.open();
    await relay.drain();
    await scene.send("demo_requested", person);
    const subject = await endOf(scene, person, Date.now());
    await relay.drain();
    await relay.stop();
    const journal = await store.db.selectFrom("journal").selectAll().where("subject", "=", subject).execute();
    expect(journal).toMatchObject([
      { what: "ignored", name: "demo_requested", why: "the journey has ended: lost" },
    ]);
    expect(await countOutbox(store.db)).toMatchObject({ backlog: 0, parked: 0 });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { REAL_TIME } from "../../../runtime/clock.ts";
import { sweepCrossings } from "../../../runtime/ingest/crossings.ts";
import { countOutbox, startRelay } from "../../../runtime/ingest/relay.ts";
import { takeEvent } from "../../../runtime/ingest/take-event.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { eventOf, installationOn, memoryJourneys, newcomer, type TestInstallation } from "./fixture.ts";
import { type RealPostgres, startPostgres } from "./real-postgres.ts";

const HALF_LIFE = 10 * 24 * 3_600_000;

let server: RealPostgres;
let store: Store;
let installation: TestInstallation;
let serial = 0;

beforeAll(async () => {
  server = await startPostgres();
  store = await openStore({ databaseUrl: server.url });
}, 60_000);
afterAll(async () => {
  await store.close();
  await server.remove();
});
beforeEach(() => {
  installation = installationOn(store.db);
  installation.now = () => Date.now();
});

const idOfNext = () => {
  serial += 1;
  return `m${serial}`;
};
const many = async <T>(count: number, work: (index: number) => Promise<T>) =>
  await Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const drain = async (relays = 1) => {
  const journeys = memoryJourneys();
  const running = Array.from({ length: relays }, () =>
    startRelay({ installation, journeys, clock: REAL_TIME }),
  );
  await expect
    .poll(async () => {
      await Promise.all(running.map((relay) => relay.drain()));
      return (await countOutbox(store.db)).backlog;
    })
    .toBe(0);
  await Promise.all(running.map((relay) => relay.stop()));
  return journeys;
};

describe("events that come at once", () => {
  it("of one id are one", async () => {
    const event = eventOf({ id: idOfNext(), event: "lead_created", subject: newcomer() }, Date.now());
    const outcomes = await many(50, () => takeEvent(installation, event));
    expect(outcomes.filter(({ is }) => is === "taken")).toHaveLength(1);
    expect(outcomes.filter(({ is }) => is === "repeated")).toHaveLength(49);
    expect((await drain(2)).starts).toBe(1);
  });

  it("of one id and two bodies leave one, and no subject of the other", async () => {
    const id = idOfNext();
    const people = [newcomer(), newcomer()];
    const outcomes = await many(20, async (index) => {
      const subject = people[index % 2] ?? {};
      return await takeEvent(installation, eventOf({ id, event: "lead_created", subject }, Date.now()));
    });
    expect(outcomes.filter(({ is }) => is === "taken")).toHaveLength(1);
    expect(outcomes.filter(({ is }) => is === "conflict").length).toBe(10);
    const keys = people.map(({ email }) => email);
    const made = await store.db.selectFrom("subject").select("id").where("key", "in", keys).execute();
    expect(made).toHaveLength(1);
    expect((await drain()).starts).toBe(1);
  });

  it("of one newcomer make one subject and start one journey, and none is lost", async () => {
    const subject = newcomer();
    const outcomes = await many(40, async () =>
      takeEvent(installation, eventOf({ id: idOfNext(), event: "lead_created", subject }, Date.now())),
    );
    expect(outcomes.every(({ is }) => is === "taken")).toBe(true);
    expect(outcomes.flatMap((outcome) => (outcome.is === "taken" ? outcome.started : []))).toHaveLength(1);
    expect((await drain(2)).starts).toBe(1);
  });

  it("are handed on by two relays in the order in which each subject's were taken", async () => {
    const people = Array.from({ length: 10 }, () => newcomer());
    await many(people.length, async (index) => {
      const subject = people[index] ?? {};
      for (let turn = 0; turn < 6; turn += 1) {
        const event = turn === 0 ? "lead_created" : "demo_requested";
        await takeEvent(installation, eventOf({ id: idOfNext(), event, subject }, Date.now()));
      }
    });
    const journeys = await drain(2);
    expect(journeys.informed).toHaveLength(50);
    const order = await store.db.selectFrom("outbox").select(["instance", "payload"]).orderBy("id").execute();
    for (const { workflowId } of journeys.started) {
      const owed = order.flatMap(({ instance, payload }) =>
        instance === workflowId && payload.kind === "signal" ? [payload.fact] : [],
      );
      expect(
        journeys.informed.filter((one) => one.workflowId === workflowId).map(({ fact }) => fact),
      ).toEqual(owed);
    }
  });
});

it("tells of a score that has fallen once, however many sweeps there are", async () => {
  const subject = newcomer();
  await takeEvent(installation, eventOf({ id: idOfNext(), event: "lead_created", subject }, Date.now()));
  for (const path of ["/a", "/b"]) {
    const event = eventOf({ id: idOfNext(), event: "page_viewed", subject, data: { path } }, Date.now());
    await takeEvent(installation, event);
  }
  const later = Date.now() + HALF_LIFE;
  installation.now = () => later;
  await many(8, () => sweepCrossings(installation));
  const journeys = await drain();
  expect(journeys.informed.map(({ fact }) => fact)).toMatchObject([
    { is: "band", band: "warm" },
    { is: "band", band: null },
  ]);
});

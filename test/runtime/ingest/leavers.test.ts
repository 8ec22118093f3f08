/** Gone: docs/language.md, rule 12. How a run learns that people.yaml has changed. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { People } from "../../../compiler/library.ts";
import { leaverSweep, tellOfLeavers } from "../../../runtime/ingest/leavers.ts";
import { takeEvent } from "../../../runtime/ingest/take-event.ts";
import type { Holder } from "../../../runtime/machine/protocol.ts";
import { placeInstance } from "../../../runtime/store/instances.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { writeWork } from "../../../runtime/store/work.ts";
import { eventOf, installationOn, MONDAY, newcomer } from "./fixture.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore({});
}, 120_000);
afterAll(async () => await store.close());

const peopleOf = (roles: Readonly<Record<string, readonly string[]>>): People => ({
  people: Object.entries(roles).map(([id, filled]) => ({
    id,
    name: id,
    email: `${id}@example.com`,
    roles: filled,
    serves: {},
    capacity: null,
    away: [],
  })),
  delegates: [],
  addresses: {},
});

let serial = 0;
/** An instance that is held so, in a store that no other test has left anything in. */
async function heldBy(holder: Holder) {
  await store.db.updateTable("instance").set({ state: "ended" }).execute();
  await store.db.updateTable("work").set({ state: "done" }).execute();
  const installation = installationOn(store.db);
  serial += 1;
  const event = eventOf({ id: `l${serial}`, event: "lead_created", subject: { ...newcomer() } });
  const taken = await takeEvent(installation, event);
  const instance = taken.is === "taken" ? (taken.started[0] ?? "") : "";
  await placeInstance(store.db, instance, { stage: "nurture", holder, awaits: "", until: null });
  const facts = async () => {
    const rows = await store.db
      .selectFrom("outbox")
      .select("payload")
      .where("instance", "=", instance)
      .orderBy("id")
      .execute();
    return rows.flatMap(({ payload }) => (payload.kind === "signal" ? [payload.fact] : []));
  };
  return { installation, instance, facts, subject: instance.split("/")[1] ?? "" };
}

it("tells the instance whose holder no longer fills the role, with the roles that they have left", async () => {
  const { installation, facts } = await heldBy({ role: "sales", person: "anna" });
  expect(await tellOfLeavers(installation, peopleOf({ anna: ["sales"] }))).toBe(0);
  expect(await tellOfLeavers(installation, peopleOf({ anna: ["marketing"] }))).toBe(1);
  expect(await facts()).toMatchObject([{ is: "left", person: "anna", roles: ["marketing"] }]);
});

it("tells of who is in people.yaml no more, and of whoever was only asked", async () => {
  const { installation, instance, subject, facts } = await heldBy({ role: "marketing", person: null });
  await writeWork(
    store.db,
    { instance, subject, journey: "small", version: 1 },
    {
      id: `${instance}#w9`,
      kind: "task",
      name: "call",
      step: "selling/call",
      stage: "selling",
      title: "Call",
      role: "sales",
      person: "bo",
      openedAt: MONDAY,
      due: null,
      answers: {},
      event: null,
      carries: [],
    },
  );
  expect(await tellOfLeavers(installation, peopleOf({ bo: ["sales"] }))).toBe(0);
  await tellOfLeavers(installation, peopleOf({}));
  expect(await facts()).toMatchObject([{ is: "left", person: "bo", roles: [] }]);
});

it("leaves alone who holds it as the manager, until they are the manager no more", async () => {
  const { installation, facts } = await heldBy({ role: "sales", person: "carla", as: "head" });
  expect(await tellOfLeavers(installation, peopleOf({ carla: ["head"] }))).toBe(0);
  await tellOfLeavers(installation, peopleOf({ carla: ["marketing"] }));
  expect(await facts()).toMatchObject([{ is: "left", person: "carla" }]);
});

it("says it once until the instance has taken it in, and anew when they leave again", async () => {
  const { installation, instance, facts } = await heldBy({ role: "sales", person: "anna" });
  const gone = peopleOf({ anna: [] });
  await tellOfLeavers(installation, gone);
  await tellOfLeavers(installation, gone);
  expect(await facts()).toHaveLength(1);
  await store.db
    .insertInto("batch")
    .values({ instance, number: 7, hash: "", result: "{}", run_number: 1, at: MONDAY })
    .execute();
  await tellOfLeavers(installation, gone);
  expect(await facts()).toHaveLength(2);
});

it("looks when people.yaml has changed, and not each time", async () => {
  const { installation, facts } = await heldBy({ role: "sales", person: "anna" });
  let people = peopleOf({ anna: ["sales"] });
  const sweep = leaverSweep(installation, () => people);
  expect(await sweep.run()).toBe(0);
  people = peopleOf({ anna: [] });
  expect(await sweep.run()).toBe(1);
  expect(await sweep.run()).toBe(0);
  expect(await facts()).toHaveLength(1);
});

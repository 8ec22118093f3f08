import { afterAll, beforeAll, expect, it } from "vitest";
import { createActivities } from "../../../runtime/activities/create-activities.ts";
import { informing, writeOutbox } from "../../../runtime/ingest/outbox.ts";
import { parkRow, unparkRow } from "../../../runtime/ingest/parked-row.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { addLead, batchOf, instanceOf, MONDAY, place, worldOn } from "../activities/fixture.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore({});
}, 60_000);
afterAll(async () => await store.close());

it("keeps its instance stuck, whatever step comes next, until it has been handed on", async () => {
  const world = worldOn(store.db);
  const lead = await addLead(world, {});
  const { record } = createActivities(world);
  const first = batchOf(world, lead, [place()]);
  const { instance, workflowId } = first;
  await record(first);
  const listener = { id: instance, subject: lead, workflow_id: workflowId };
  await writeOutbox(store.db, [informing(listener, { is: "released", key: "k" }, "c")], MONDAY);
  const row = await store.db
    .selectFrom("outbox")
    .selectAll()
    .where("instance", "=", instance)
    .executeTakeFirstOrThrow();
  await parkRow(world, row, { reason: "it cannot be read", nextAt: MONDAY });
  const { awaits } = place().place;
  expect(await instanceOf(world, instance)).toMatchObject({ state: "stuck", awaits });
  await record(batchOf(world, lead, [place()]));
  expect(await instanceOf(world, instance)).toMatchObject({ state: "stuck" });
  await unparkRow(world, row);
  expect(await instanceOf(world, instance)).toMatchObject({ state: "open", awaits });
});

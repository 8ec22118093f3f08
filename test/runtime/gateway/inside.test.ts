/** Who is inside of what, counted: by the store's stages, and by the steps that runs tell. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { State, Track } from "../../../runtime/machine/state.ts";
import { endInstance, placeInstance } from "../../../runtime/store/instances.ts";
import { MONDAY, newcomer } from "../ingest/fixture.ts";
import { openGateway, type TestGateway } from "./fixture.ts";

let gateway: TestGateway;
/** Five who came in, in that order. */
let instances: readonly { readonly id: string; readonly workflow_id: string }[];

const track = (id: string, at: string): Track => ({
  id,
  at,
  waits: { on: "time", until: MONDAY },
  used: [],
  counts: {},
  event: null,
  actor: null,
  task: null,
});
// The route reads no more of it.
const standing = (...tracks: readonly Track[]): State => ({ tracks }) as unknown as State;

beforeAll(async () => {
  gateway = await openGateway();
  const web = await gateway.as("system:web", "events");
  for (let nth = 0; nth < 5; nth += 1)
    await web.sendEvents({ id: `e${nth}`, event: "lead_created", subject: { ...newcomer(), company: "C" } });
  await gateway.gateway.relay.drain();
  const { db } = gateway.store;
  instances = await db.selectFrom("instance").select(["id", "workflow_id"]).orderBy("id").execute();
  const holder = { role: "marketing", person: null };
  for (const { id } of instances)
    await placeInstance(db, id, { stage: "nurture", holder, awaits: "", until: null });
  const [one, other, third, , ended] = instances;
  gateway.journeys.states.set(
    one?.workflow_id ?? "",
    standing(track("a", "nurture/tell"), track("main", "nurture/guide")),
  );
  gateway.journeys.states.set(
    other?.workflow_id ?? "",
    standing(track("main", "nurture/guide"), track("a", "nurture/tell")),
  );
  gateway.journeys.states.set(third?.workflow_id ?? "", standing(track("main", "nurture/guide")));
  await endInstance(db, ended?.id ?? "", { exit: "lost", outcome: "failure", at: MONDAY });
});
afterAll(async () => await gateway.close());

test("by release, stage and the steps at which they wait, the main track's first; of whom no run answers the stage", async () => {
  const client = await gateway.as("ida", "people");
  const { at, releases } = await client.inside();
  expect(at).toBe(new Date(MONDAY).toISOString());
  const groups = [
    { stage: "nurture", steps: ["nurture/guide", "nurture/tell"], count: 2 },
    { stage: "nurture", steps: ["nurture/guide"], count: 1 },
    { stage: "nurture", steps: null, count: 1 },
  ];
  expect(releases).toEqual([{ journey: "small", version: 1, groups }]);
});

test("nothing in it is of anybody", async () => {
  const client = await gateway.as("ida", "people");
  const said = JSON.stringify(await client.inside());
  for (const { id } of instances) expect(said).not.toContain(id.split("/")[1]);
  expect(said).not.toMatch(/@|example\.com/);
});

test("runs are asked for the steps of those journeys alone that are named", async () => {
  const client = await gateway.as("ida", "people");
  expect((await client.inside({ steps: "another" })).releases[0]?.groups).toEqual([
    { stage: "nurture", steps: null, count: 4 },
  ]);
  expect((await client.inside({ steps: "another,small" })).releases[0]?.groups).toHaveLength(3);
});

test("who may only report events is not told", async () => {
  const client = await gateway.as("system:web", "events");
  await expect(client.inside()).rejects.toMatchObject({ status: 403 });
});

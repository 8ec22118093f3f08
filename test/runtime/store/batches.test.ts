import { beforeAll, describe, expect, it } from "vitest";
import { createActivities } from "../../../runtime/activities/create-activities.ts";
import { OTHER_BATCH } from "../../../runtime/activities/failures.ts";
import { onEachStore } from "../../support/each-store.ts";
import {
  addLead,
  batchOf,
  entry,
  instanceOf,
  journalOf,
  place,
  type TestWorld,
  tell,
  worldOn,
} from "../activities/fixture.ts";

onEachStore((lane) => {
  let world: TestWorld;
  beforeAll(() => {
    world = worldOn(lane.store().db);
  });
  const stuckOf = async (lead: string) =>
    (await journalOf(world, lead)).filter(({ what }) => what === "stuck");

  it("tells a repeat what a zone, a winner and a journey that was not begun came to", async () => {
    const lead = await addLead(world, {});
    const { record } = createActivities(world);
    const goal = { event: "deal_won", within: { days: 120 } };
    const batch = batchOf(world, lead, [
      { do: "zone", ref: "r1", zone: "Europe/Berlin" },
      { do: "zone", ref: "r2", zone: "Mars/Olympus" },
      { do: "judge", ref: "r3", split: "opening", arms: ["a", "b"], goal },
    ]);
    const { results } = await record(batch);
    expect(results).toMatchObject([{ ref: "r1" }, { ref: "r2", offsets: null }, { ref: "r3", winner: null }]);
    expect((await record(batch)).results).toEqual(results);
  });

  describe("a batch whose number was another's", () => {
    it("is refused for good, and the instance is visibly stuck", async () => {
      const lead = await addLead(world, {});
      const { record } = createActivities(world);
      const first = batchOf(world, lead, [place()], { journal: [entry({ what: "entered" })] });
      const answer = await record(first);
      const other = { ...first, commands: [place(), tell()] };
      const refused = { type: OTHER_BATCH, nonRetryable: true };
      for (const _ of [1, 2]) await expect(record(other)).rejects.toMatchObject(refused);
      await expect(record({ ...first, journal: [] })).rejects.toMatchObject(refused);
      expect(await instanceOf(world, first.instance)).toMatchObject({ state: "stuck" });
      expect(await stuckOf(lead)).toMatchObject([{ name: `batch ${first.number}` }]);
      const letters = await world.db.selectFrom("letter").where("subject", "=", lead).selectAll().execute();
      expect(letters).toEqual([]);
      // The first is still the first, whatever the order of its members and however it came.
      const again: typeof first = JSON.parse(
        JSON.stringify({ ...first, commands: first.commands.map(turned) }),
      );
      expect(await record(again)).toEqual(answer);
    });
  });
});

const turned = <T extends object>(one: T): T => Object.fromEntries(Object.entries(one).reverse()) as T;

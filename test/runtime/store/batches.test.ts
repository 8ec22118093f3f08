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
    it("is told what that one came of, when it is of the same run, whose worker may have died", async () => {
      const lead = await addLead(world, {});
      const { record } = createActivities(world);
      const event = { id: "e1", kind: "bought", at: 1, fields: {} };
      const took = [{ input: { is: "event", now: 1, event }, update: "u1" }] as const;
      const first = { ...batchOf(world, lead, [place()], { journal: [entry({ at: 1 })] }), took };
      await record(first);
      const later = { ...first, journal: [entry({ at: 2 })] };
      expect(await record(later)).toEqual({ results: [], instead: { inputs: took, unread: [] } });
      expect(await journalOf(world, lead)).toHaveLength(1);
      expect(await stuckOf(lead)).toEqual([]);
      await expect(record({ ...later, run: "after a reset" })).rejects.toMatchObject({ type: OTHER_BATCH });
    });

    it("is told so by a later run of the chain, which nothing was handed on of it", async () => {
      const lead = await addLead(world, {});
      const { record } = createActivities(world);
      const took = [{ input: { is: "tick", now: 1 } }] as const;
      const brought = { ...batchOf(world, lead, [place()]), took, run: "first" };
      await record(brought);
      const next = { ...brought, commands: [place(), tell()], run: "second", runNumber: 2 };
      expect(await record(next)).toEqual({ results: [], instead: { inputs: took, unread: [] } });
      expect(await stuckOf(lead)).toEqual([]);
    });

    it("is refused without a word where a later run has gone on: the task that brings it was given up", async () => {
      const lead = await addLead(world, {});
      const { record } = createActivities(world);
      const refused = { type: OTHER_BATCH, nonRetryable: true };
      await record({ ...batchOf(world, lead, [place()]), run: "first" });
      const later = { ...batchOf(world, lead, [place()]), took: [], run: "second", runNumber: 2 };
      await record(later);
      const old = { ...later, took: [], commands: [place(), tell()], run: "first", runNumber: 1 };
      await expect(record(old)).rejects.toMatchObject(refused);
      await expect(record({ ...old, number: later.number + 1 })).rejects.toMatchObject(refused);
      expect(await stuckOf(lead)).toEqual([]);
      // One that comes again is a run that was reset.
      await expect(record({ ...old, refused: 1 })).rejects.toMatchObject(refused);
      expect(await stuckOf(lead)).toMatchObject([{ name: `batch ${later.number}` }]);
    });

    it("is refused without a word where Temporal has heard of that one, by the same run", async () => {
      const lead = await addLead(world, {});
      const { record } = createActivities(world);
      const heard = batchOf(world, lead, [place()]);
      await record(heard);
      const refused = { type: OTHER_BATCH, nonRetryable: true };
      await expect(record({ ...heard, took: [], commands: [tell()] })).rejects.toMatchObject(refused);
      expect(await stuckOf(lead)).toEqual([]);
    });

    it("is told so of facts that came too late as well", async () => {
      const lead = await addLead(world, {});
      const { record } = createActivities(world);
      const late = (id: string) => ({ is: "goes on", id }) as const;
      const first = { ...batchOf(world, lead, []), unread: [late("1")], took: [] };
      await record(first);
      const { instead } = await record({ ...first, unread: [late("1"), late("2")] });
      expect(instead).toEqual({ inputs: [], unread: [late("1")] });
    });

    it("keeps what it came of only until Temporal has heard of it", async () => {
      const lead = await addLead(world, {});
      const { record } = createActivities(world);
      const first = { ...batchOf(world, lead, [place()]), took: [] };
      await record(first);
      await record({ ...batchOf(world, lead, [place()]), took: [], settled: first.number });
      const kept = await world.db
        .selectFrom("batch")
        .select("number")
        .where("instance", "=", first.instance)
        .where("took", "is not", null)
        .execute();
      expect(kept).toEqual([{ number: first.number + 1 }]);
    });

    it("is refused for good, and the instance is visibly stuck", async () => {
      const lead = await addLead(world, {});
      const { record } = createActivities(world);
      const first = batchOf(world, lead, [place()], { journal: [entry({ what: "entered" })] });
      const answer = await record(first);
      const other = { ...first, commands: [place(), tell()], run: "after a reset" };
      const refused = { type: OTHER_BATCH, nonRetryable: true };
      for (const _ of [1, 2]) await expect(record(other)).rejects.toMatchObject(refused);
      await expect(record({ ...other, journal: [] })).rejects.toMatchObject(refused);
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

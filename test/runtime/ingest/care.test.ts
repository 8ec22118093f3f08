/** Scheduled data care in the store (docs/language.md, 4.6). */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweepCare } from "../../../runtime/ingest/care.ts";
import { DAY, MONDAY } from "./fixture.ts";
import { openText, type TextInstallation } from "./text-installation.ts";

const TEXT = `
subject lead {
  owner head
  id: text key  email: email  phone?: text  country?: country  cold: yes_no = no
}
event asked   of lead
event visited of lead
event bought  of lead
hygiene lead_data of lead "What is missing" {
  owner head  runs every 7 days
  merge duplicates by email keeping the latest
  flag cold when no visited for 30 days
  ask sales for country, phone when country is blank or phone is blank on daily
}
journey deal v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on asked -> first
  exit done as success on bought
  exit cool as failure when cold
  stage first { owner marketing  lasts at most 300 days, then exit done stay }
}
journey wake v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter when cold -> first
  exit done as success on bought
  stage first { owner marketing  lasts at most 300 days, then exit done stay }
}`;

let installation: TextInstallation;
beforeAll(async () => {
  installation = await openText(TEXT);
}, 60_000);
afterAll(() => installation.store.close());

const sweep = async (): Promise<number> => {
  let all = 0;
  for (let looked = -1; looked !== 0; all += Math.max(0, looked)) looked = await sweepCare(installation);
  return all;
};
const journeysOf = async (key: string) =>
  (await installation.instancesOf(key)).map(({ journey, state }) => `${journey} ${state}`);

describe("a job of data care", () => {
  test("runs when it is due, at once for all, and not again before the next time", async () => {
    installation.at = MONDAY;
    expect(await sweep()).toBe(0);
    for (const id of ["a", "b", "c"]) await installation.take("asked", { id, email: `${id}@example.com` });
    installation.at = MONDAY + 7 * DAY - 1;
    expect(await sweep()).toBe(0);
    installation.at = MONDAY + 7 * DAY;
    const both = await Promise.all([sweep(), sweep()]);
    expect(both[0] + both[1]).toBe(3);
    expect(await sweep()).toBe(0);
    // Away for two more runs: they are not made up for.
    installation.at = MONDAY + 23 * DAY;
    expect(await sweep()).toBe(3);
    expect(await sweep()).toBe(0);
    installation.at = MONDAY + 28 * DAY;
    expect(await sweep()).toBe(3);
  });

  test("asks for what is missing, by a journey of its own, once while that is open", async () => {
    expect(await journeysOf("a")).toEqual(["deal open", "lead_data open"]);
    const [start] = (await installation.toldOf("a")).slice(1);
    expect(start).toMatchObject({ kind: "start", workflowType: expect.stringMatching(/^lead_data_v\d+$/) });
    await installation.take("asked", { id: "d", email: "d@example.com", country: "DK", phone: "1" });
    installation.at = MONDAY + 35 * DAY;
    await sweep();
    expect(await journeysOf("d")).toEqual(["deal open"]);
  });

  test("sets a flag, and tells who reads it, when it turns", async () => {
    const coldOf = async (key: string) => (await installation.subjectOf(key)).fields.cold;
    // Thirty days and more without a visit; the other has only been there for some.
    expect([await coldOf("a"), await coldOf("d")]).toEqual([true, false]);
    expect(await installation.toldOf("a")).toContainEqual(
      expect.objectContaining({ fact: expect.objectContaining({ is: "fields", fields: { cold: true } }) }),
    );
    expect(await journeysOf("a")).toContain("wake open");
    expect(await journeysOf("d")).not.toContain("wake open");
    await installation.take("visited", { id: "a" });
    installation.at = MONDAY + 42 * DAY;
    await sweep();
    expect(await coldOf("a")).toBe(false);
  });

  test("merges who is one: values, events, keys and journeys, with an entry for both", async () => {
    await installation.take("asked", { id: "old", email: "Twin@example.com", phone: "12", country: "SE" });
    const old = await installation.subjectOf("old");
    installation.at += 1;
    await installation.take("visited", { id: "new", email: "twin@example.com", country: "DK" });
    installation.at = MONDAY + 49 * DAY;
    await sweep();
    const kept = await installation.subjectOf("new");
    expect(kept.fields).toMatchObject({ id: "new", phone: "12", country: "DK" });
    expect((await installation.toldOf("old")).at(-1)).toMatchObject({ fact: { is: "merged" } });
    expect(await journeysOf("new")).toEqual(["deal open"]);
    const events = await installation.store.db
      .selectFrom("event")
      .selectAll()
      .where("subject", "=", kept.id)
      .execute();
    expect(events.map(({ kind }) => kind).sort()).toEqual(["asked", "visited"]);
    const journal = await installation.store.db
      .selectFrom("journal")
      .selectAll()
      .where("what", "=", "merged")
      .execute();
    expect(journal.map(({ subject }) => subject).sort()).toEqual([old.id, kept.id].sort());
    // The other's key leads to the one that it was found to be.
    await installation.take("visited", { id: "old", email: "twin@example.com", phone: "13" });
    expect((await installation.subjectOf("new")).fields.phone).toBe("13");
    installation.at += 7 * DAY;
    await sweep();
    expect(
      (await installation.store.db.selectFrom("journal").selectAll().where("what", "=", "merged").execute())
        .length,
    ).toBe(2);
  });
});

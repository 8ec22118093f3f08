/** Tasks for reviews that have fallen due, in the store (docs/language.md, 6.8). */
import { beforeEach, describe, expect, test } from "vitest";
import type { DatedReview } from "../../../compiler/library.ts";
import { desksOf } from "../../../runtime/review/desks-of.ts";
import { sweepReviews } from "../../../runtime/review/sweep-reviews.ts";
import type { Store } from "../../../runtime/store/open-store.ts";
import { onEachStore } from "../../support/each-store.ts";
import { installationOn, LIBRARY, PLAN } from "../ingest/fixture.ts";

const OF_JOURNEY: DatedReview = {
  of: "journey",
  name: "small",
  owner: "marketing",
  every: "3 months",
  last: "2026-10-01",
  due: "2027-01-01",
  until: "2027-04-01",
};
const OF_SCORE: DatedReview = { ...OF_JOURNEY, of: "score", name: "interest", due: "2027-02-01" };
const REVIEWED: DatedReview = {
  ...OF_JOURNEY,
  last: "2027-01-05",
  due: "2027-04-05",
  until: "2027-07-04",
};

/** An hour east of UTC. */
const calendars = Object.fromEntries(
  Object.entries(LIBRARY.calendars).map(([name, calendar]) => [
    name,
    { ...calendar, offsets: [[0, 60]] as const },
  ]),
);

/** A process that runs a build whose text says this. */
function processOn(store: Store, at: string, ...reviews: readonly DatedReview[]) {
  const installation = installationOn(store.db, [PLAN], { ...LIBRARY, calendars, reviews });
  installation.at = Date.parse(at);
  return installation;
}

const tasksOf = async ({ db }: Store) => {
  const rows = await db.selectFrom("review_task").selectAll().orderBy("due").orderBy("kind").execute();
  return rows.map(({ kind, name, due, result }) => `${kind} ${name} of ${due}: ${result ?? "open"}`);
};

onEachStore((lane) => {
  beforeEach(async () => {
    await lane.store().db.deleteFrom("review_task").execute();
  });
  const sweep = async (at: string, ...reviews: readonly DatedReview[]): Promise<number> =>
    await sweepReviews(processOn(lane.store(), at, ...reviews));

  test("a task is opened on the day on which a review is due, where its owner works, and once", async () => {
    // A minute before the year begins there.
    expect(await sweep("2026-12-31T22:59:00Z", OF_JOURNEY, OF_SCORE)).toBe(0);
    expect(await sweep("2026-12-31T23:00:00Z", OF_JOURNEY, OF_SCORE)).toBe(1);
    expect(await sweep("2027-01-03T09:00:00Z", OF_JOURNEY, OF_SCORE)).toBe(0);
    expect(await tasksOf(lane.store())).toEqual(["journey small of 2027-01-01: open"]);
    expect(await sweep("2027-02-01T09:00:00Z", OF_JOURNEY, OF_SCORE)).toBe(1);
  });

  test("several processes that look at once open it once, and write it down once", async () => {
    const { db } = lane.store();
    const before = await db.selectFrom("journal").select("number").execute();
    const all = await Promise.all(Array.from({ length: 8 }, () => sweep("2027-01-02T09:00:00Z", OF_JOURNEY)));
    expect(all.reduce((sum, one) => sum + one, 0)).toBe(1);
    const journal = await db
      .selectFrom("journal")
      .selectAll()
      .orderBy("number")
      .offset(before.length)
      .execute();
    expect(journal).toEqual([
      expect.objectContaining({
        what: "asked",
        journey: "small",
        instance: null,
        name: "the review of journey small",
        to: "marketing",
        why: "it is due on 2027-01-01, 3 months after 2026-10-01",
      }),
    ]);
  });

  test("a build whose text has a later `last` closes it, and the next one comes in its time", async () => {
    await sweep("2027-01-02T09:00:00Z", OF_JOURNEY);
    expect(await sweep("2027-01-05T09:00:00Z", REVIEWED)).toBe(1);
    expect(await tasksOf(lane.store())).toEqual(["journey small of 2027-01-01: reviewed"]);
    const entry = await lane
      .store()
      .db.selectFrom("journal")
      .selectAll()
      .orderBy("number", "desc")
      .limit(1)
      .executeTakeFirstOrThrow();
    expect([entry.what, entry.why]).toEqual(["completed", "the text that runs says last 2027-01-05"]);
    // The process of the earlier build still runs, and nothing comes of it.
    expect(await sweep("2027-01-05T09:00:01Z", OF_JOURNEY)).toBe(0);
    expect(await sweep("2027-04-04T09:00:00Z", REVIEWED)).toBe(0);
    expect(await sweep("2027-04-05T09:00:00Z", REVIEWED)).toBe(1);
    expect(await sweep("2027-04-05T09:00:01Z", OF_JOURNEY)).toBe(0);
    expect(await tasksOf(lane.store())).toEqual([
      "journey small of 2027-01-01: reviewed",
      "journey small of 2027-04-05: open",
    ]);
  });

  test("a review so late that the next is due as well leaves one task", async () => {
    await sweep("2027-01-02T09:00:00Z", OF_JOURNEY);
    expect(await sweep("2027-05-01T09:00:00Z", REVIEWED)).toBe(2);
    expect(await tasksOf(lane.store())).toEqual([
      "journey small of 2027-01-01: reviewed",
      "journey small of 2027-04-05: open",
    ]);
  });

  test("it is taken back when its text says a later day or is gone, and comes back with the earlier text", async () => {
    const putOff = { ...OF_JOURNEY, every: "6 months", due: "2027-04-01" };
    await sweep("2027-01-02T09:00:00Z", OF_JOURNEY);
    expect(await sweep("2027-01-02T10:00:00Z", putOff)).toBe(1);
    // The process of the earlier build still runs: they do not take turns.
    expect(await sweep("2027-01-02T10:30:00Z", OF_JOURNEY)).toBe(0);
    expect(await tasksOf(lane.store())).toEqual(["journey small of 2027-01-01: put off"]);
    // An hour on it is the only one: the later text was taken back.
    expect(await sweep("2027-01-02T11:00:01Z", OF_JOURNEY)).toBe(1);
    expect(await sweep("2027-01-02T12:00:00Z")).toBe(1);
    expect(await tasksOf(lane.store())).toEqual(["journey small of 2027-01-01: gone"]);
  });

  test("whoever owns it by now has it", async () => {
    await sweep("2027-01-02T09:00:00Z", OF_JOURNEY);
    expect(await sweep("2027-01-02T10:00:00Z", { ...OF_JOURNEY, owner: "sales" })).toBe(1);
    expect(await sweep("2027-01-02T10:00:01Z", { ...OF_JOURNEY, owner: "sales" })).toBe(0);
    const row = await lane.store().db.selectFrom("review_task").selectAll().executeTakeFirstOrThrow();
    expect([row.owner, row.result]).toEqual(["sales", null]);
  });
});

describe("whose desk it is on", () => {
  const role = (reportsTo: string | null) => ({ title: "", calendar: "office", reportsTo });
  const library = { roles: { marketing: role("sales"), sales: role("head"), head: role(null) } };
  const people = (...filled: readonly (readonly [id: string, role: string])[]) => ({
    people: filled.map(([id, role]) => ({
      ...{ id, name: id, email: `${id}@example.com`, roles: [role] },
      ...{ serves: {}, capacity: null, away: [] },
    })),
    delegates: [],
    addresses: {},
  });
  const everybody = people(["ida", "marketing"], ["anna", "sales"], ["bo", "sales"], ["dag", "head"]);

  test("it is on that of whoever fills the owner's role, and above it as well once the grace is over", () => {
    const ida = { role: "marketing", people: ["ida"] };
    const sales = { role: "sales", people: ["anna", "bo"] };
    expect(desksOf(OF_JOURNEY, "2027-01-01", library, everybody)).toEqual([ida]);
    expect(desksOf(OF_JOURNEY, "2027-04-01", library, everybody)).toEqual([ida]);
    expect(desksOf(OF_JOURNEY, "2027-04-02", library, everybody)).toEqual([ida, sales]);
  });

  test("of a role that nobody fills it is on that of the one above, and of nobody it is on none", () => {
    const dag = { role: "head", people: ["dag"] };
    expect(desksOf(OF_JOURNEY, "2027-01-01", library, people(["dag", "head"]))).toEqual([dag]);
    expect(desksOf(OF_JOURNEY, "2027-04-02", library, people(["dag", "head"]))).toEqual([dag]);
    expect(desksOf(OF_JOURNEY, "2027-01-01", library, people())).toEqual([]);
  });
});

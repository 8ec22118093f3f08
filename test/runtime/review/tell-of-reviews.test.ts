/** Letters about reviews that have fallen due (docs/language.md, 6.8), on the store and with a mail server that answers. */
import { beforeEach, expect, test } from "vitest";
import type { DatedReview, Library, People } from "../../../compiler/library.ts";
import type { MailConnector } from "../../../runtime/connectors/mail-connector.ts";
import { startReviewDispatcher } from "../../../runtime/letters/dispatcher.ts";
import { sweepReviews } from "../../../runtime/review/sweep-reviews.ts";
import { tellOfReviews } from "../../../runtime/review/tell-of-reviews.ts";
import { onEachStore } from "../../support/each-store.ts";
import { LIBRARY as SMALL, type TestWorld, worldOn } from "../activities/fixture.ts";

/** 2027-01-01 is a Friday, and this team works from nine on, from Monday to Friday, an hour east of UTC. */
const OF_JOURNEY: DatedReview = {
  of: "journey",
  name: "small",
  owner: "marketing",
  every: "3 months",
  last: "2026-10-01",
  due: "2027-01-01",
  until: "2027-04-01",
};
const always = SMALL.calendars.always;
if (always === undefined) throw new Error("The small library has a calendar that is always open.");
const inWeek = [540, 1020] as const;
const office = {
  ...always,
  offsets: [[0, 60]] as const,
  week: [[inWeek], [inWeek], [inWeek], [inWeek], [inWeek], [], []],
};
const role = (reportsTo: string | null) => ({ title: "", calendar: "office", reportsTo });
const LIBRARY: Library = {
  ...SMALL,
  calendars: { ...SMALL.calendars, office },
  roles: { ...SMALL.roles, marketing: role("head"), head: role(null) },
  reviews: [OF_JOURNEY],
};
const person = (id: string, ...roles: string[]) => ({
  ...{ id, name: id, email: `${id}@team.example.com`, roles },
  ...{ serves: {}, capacity: null, away: [] },
});
const team = (...people: People["people"]): People => ({ people, delegates: [], addresses: {} });
const TEAM = team(person("ida", "marketing"), person("dag", "head"));

onEachStore((lane) => {
  let world: TestWorld;
  const worldWith = (mail?: MailConnector): TestWorld => {
    const made = worldOn(lane.store().db, { library: LIBRARY, ...(mail === undefined ? {} : { mail }) });
    made.team = TEAM;
    return made;
  };
  beforeEach(async () => {
    await lane.store().db.deleteFrom("review_notice").execute();
    await lane.store().db.deleteFrom("review_task").execute();
    world = worldWith();
  });
  /** As a gateway does, each second. */
  async function sweep(at: string): Promise<number> {
    world.at = Date.parse(at);
    await sweepReviews(world);
    return await tellOfReviews(world);
  }
  /** As a worker does, at some moment. */
  async function dispatch(at: string): Promise<void> {
    world.at = Date.parse(at);
    const dispatcher = startReviewDispatcher({ context: world, settings: { every: 3_600_000 } });
    await dispatcher.drain();
    await dispatcher.stop();
  }
  const written = async () => {
    const { db } = lane.store();
    const rows = await db.selectFrom("review_notice").selectAll().orderBy("key").execute();
    return rows.map(({ why, recipient, status }) => `${why}: ${recipient} ${status}`);
  };
  const sent = () => world.sent.map(({ to, subject }) => `${to}: ${subject}`);
  const journal = async () => {
    const { db } = lane.store();
    const rows = await db
      .selectFrom("journal")
      .selectAll()
      .where("name", "=", "the review of journey small")
      .orderBy("number")
      .execute();
    return rows.map(({ what, to, why }) => [what, to, why]);
  };

  test("whoever has it is written to once, when they work", async () => {
    // Midnight where the owner works, on a Friday.
    expect(await sweep("2026-12-31T23:00:00Z")).toBe(1);
    expect(await sweep("2026-12-31T23:00:01Z")).toBe(0);
    await dispatch("2027-01-01T07:59:00Z");
    expect(sent()).toEqual([]);
    await dispatch("2027-01-01T08:00:00Z");
    expect(sent()).toEqual(["ida@team.example.com: Due on 2027-01-01: review of journey small"]);
    expect(world.sent[0]?.text).toContain("baton review-pack small");
    expect(await sweep("2027-01-20T12:00:00Z")).toBe(0);
    await dispatch("2027-01-20T12:00:00Z");
    expect(sent()).toHaveLength(1);
    expect(await written()).toEqual(["due: ida sent"]);
  });

  test("several processes write and send it once", async () => {
    world.at = Date.parse("2027-01-04T09:00:00Z");
    await sweepReviews(world);
    const counts = await Promise.all(Array.from({ length: 8 }, () => tellOfReviews(world)));
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(1);
    await Promise.all([dispatch("2027-01-04T09:00:00Z"), dispatch("2027-01-04T09:00:00Z")]);
    expect(sent()).toHaveLength(1);
  });

  test("once its grace is over whoever is above is written to, and that is written down once", async () => {
    await sweep("2027-01-04T09:00:00Z");
    await dispatch("2027-01-04T09:00:00Z");
    world.team = team(...TEAM.people, person("eva", "head"));
    const before = (await journal()).length;
    expect(await sweep("2027-04-01T09:00:00Z")).toBe(0);
    expect(await sweep("2027-04-02T09:00:00Z")).toBe(2);
    expect(await sweep("2027-04-02T09:00:01Z")).toBe(0);
    await dispatch("2027-04-02T09:00:00Z");
    expect(sent().toSorted()).toEqual([
      "dag@team.example.com: Past its grace: review of journey small, due on 2027-01-01",
      "eva@team.example.com: Past its grace: review of journey small, due on 2027-01-01",
      "ida@team.example.com: Due on 2027-01-01: review of journey small",
    ]);
    expect((await journal()).slice(before)).toEqual([
      ["escalated", "head", "it could wait until 2027-04-01"],
    ]);
  });

  test("of a role that nobody fills whoever is above is written to, and whoever fills it later is as well", async () => {
    world.team = team(person("dag", "head"));
    await sweep("2027-01-04T09:00:00Z");
    world.team = TEAM;
    expect(await sweep("2027-01-05T09:00:00Z")).toBe(1);
    await dispatch("2027-01-05T09:00:00Z");
    expect(
      sent()
        .map((line) => line.split("@")[0])
        .toSorted(),
    ).toEqual(["dag", "ida"]);
  });

  test("what is closed before it goes out is not told; what is asked for again is", async () => {
    await sweep("2027-01-04T06:00:00Z");
    const { db } = lane.store();
    await db.updateTable("review_task").set({ closed_at: world.at, result: "put off" }).execute();
    await dispatch("2027-01-04T09:00:00Z");
    expect(await written()).toEqual(["due: ida withdrawn"]);
    expect(await sweep("2027-01-04T10:00:01Z")).toBe(1);
    await dispatch("2027-01-04T10:00:01Z");
    expect(sent()).toHaveLength(1);
  });

  test("what the server puts off is tried again, and what it refuses stands written", async () => {
    await sweep("2027-01-04T09:00:00Z");
    world.answers.push({ is: "later", code: "451" }, { is: "refused", code: "550" });
    await dispatch("2027-01-04T09:00:00Z");
    expect(await written()).toEqual(["due: ida granted"]);
    await dispatch("2027-01-04T09:01:00Z");
    expect(await written()).toEqual(["due: ida failed"]);
    expect((await journal()).at(-1)).toEqual([
      "stuck",
      "ida",
      "a notice reached nobody: the mail server refused it (550)",
    ]);
  });

  test("one that may have gone out does not go out again, after a crash either", async () => {
    await sweep("2027-01-04T09:00:00Z");
    world.answers.push({ is: "unknown", code: "ECONNRESET" });
    await dispatch("2027-01-04T09:00:00Z");
    expect(await written()).toEqual(["due: ida unknown"]);
    const { db } = lane.store();
    await db.updateTable("review_notice").set({ status: "sending", next_at: 0 }).execute();
    await dispatch("2027-01-04T09:10:00Z");
    expect(await written()).toEqual(["due: ida unknown"]);
    expect(sent()).toEqual([]);
  });
});

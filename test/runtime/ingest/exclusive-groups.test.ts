/** Journeys of one exclusive group, where they are entered: docs/language.md, rule 13, and promise P7. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "../../../compiler/plan.ts";
import { letNextGoOn } from "../../../runtime/ingest/entry.ts";
import { takeEvent } from "../../../runtime/ingest/take-event.ts";
import { endInstance } from "../../../runtime/store/instances.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { transact } from "../../../runtime/store/transact.ts";
import { eventOf, installationOn, MONDAY, newcomer, PLAN, type TestInstallation } from "./fixture.ts";
import { type RealPostgres, startPostgres } from "./real-postgres.ts";

type GivesWay = "pauses" | "ends";
const member = (journey: string, event: string, priority: number, givesWay: GivesWay = "pauses"): Plan => ({
  ...PLAN,
  journey,
  workflowType: `${journey}_v1`,
  exclusive: { group: "attention", priority, givesWay },
  entries: [{ on: [{ event, where: null }], stage: "nurture" }],
  ifEnded: { then: "at once" },
});
const PLANS = [
  member("low", "page_viewed", 10),
  member("brief", "clicked", 15, "ends"),
  member("high", "demo_requested", 20),
  member("equal", "lead_created", 20),
];

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
  installation = installationOn(store.db, PLANS);
});

const DATA: Readonly<Record<string, object>> = {
  page_viewed: { path: "/" },
  clicked: { message: "welcome_guide" },
};
const happens = (event: string, subject: object) => {
  serial += 1;
  return takeEvent(
    installation,
    eventOf({ id: `x${serial}`, event, subject: { ...subject }, data: { ...DATA[event] } }, MONDAY),
  );
};
const instances = async ({ email }: { readonly email: string }) => {
  const rows = await store.db
    .selectFrom("instance")
    .innerJoin("subject", "subject.id", "instance.subject")
    .select(["instance.id", "instance.subject", "journey", "gives_way_to"])
    .where("subject.key", "=", email)
    .orderBy("instance.id")
    .execute();
  return rows;
};
const standing = async (subject: { readonly email: string }) =>
  (await instances(subject)).map(({ journey, gives_way_to }) => [journey, gives_way_to]);
const told = async (subject: { readonly email: string }) => {
  const [one] = await instances(subject);
  const rows = await store.db
    .selectFrom("outbox")
    .select(["instance", "payload"])
    .where("subject", "=", one?.subject ?? "")
    .orderBy("id")
    .execute();
  return rows.map(({ instance, payload }) => {
    const what =
      payload.kind === "start" ? `start${payload.start.givesWayTo ? " paused" : ""}` : payload.fact.is;
    return `${what} ${instance.split("/")[0]}`;
  });
};
const end = async (subject: { readonly email: string }, journey: string) => {
  const row = (await instances(subject)).find((one) => one.journey === journey);
  await transact(store.db, async (tx) => {
    await endInstance(tx, row?.id ?? "", { exit: "won", outcome: "success", at: MONDAY });
    await letNextGoOn(tx, { instance: row?.id ?? "", subject: row?.subject ?? "" }, "attention", MONDAY);
  });
};

describe("entering an exclusive group", () => {
  it("the higher makes the lower give way, before it starts", async () => {
    const subject = newcomer();
    await happens("page_viewed", subject);
    expect(await happens("demo_requested", subject)).toMatchObject({
      is: "taken",
      started: [expect.stringMatching(/^high/)],
    });
    expect(await standing(subject)).toEqual([
      ["high", null],
      ["low", "high"],
    ]);
    expect(await told(subject)).toEqual(["start low", "event low", "gives way low", "start high"]);
    await end(subject, "high");
    expect(await standing(subject)).toEqual([
      ["high", null],
      ["low", null],
    ]);
    expect((await told(subject)).at(-1)).toBe("goes on low");
  });

  it("the lower begins paused, or is not entered and that is written down", async () => {
    const subject = newcomer();
    await happens("demo_requested", subject);
    await happens("page_viewed", subject);
    expect(await happens("clicked", subject)).toMatchObject({ started: [] });
    expect(await standing(subject)).toEqual([
      ["high", null],
      ["low", "high"],
    ]);
    expect(await told(subject)).toContain("start paused low");
    const [{ subject: id } = { subject: "" }] = await instances(subject);
    const refused = await store.db.selectFrom("journal").selectAll().where("subject", "=", id).execute();
    expect(refused).toMatchObject([
      { what: "ignored", name: "clicked", why: expect.stringContaining("high") },
    ]);
  });

  it("one of the same priority waits, and goes on before a lower one that came first", async () => {
    const subject = newcomer();
    for (const event of ["demo_requested", "page_viewed", "lead_created"]) await happens(event, subject);
    expect(await standing(subject)).toEqual([
      ["equal", "high"],
      ["high", null],
      ["low", "high"],
    ]);
    await end(subject, "high");
    expect((await told(subject)).filter((one) => one.startsWith("goes on"))).toEqual(["goes on equal"]);
  });

  it("who waits goes on only once nobody of the group is under way", async () => {
    const subject = newcomer();
    for (const event of ["page_viewed", "clicked", "demo_requested"]) await happens(event, subject);
    expect(await standing(subject)).toEqual([
      ["brief", "high"],
      ["high", null],
      ["low", "high"],
    ]);
    await end(subject, "brief");
    expect((await told(subject)).filter((one) => one.startsWith("goes on"))).toEqual([]);
    await end(subject, "high");
    expect((await told(subject)).filter((one) => one.startsWith("goes on"))).toEqual(["goes on low"]);
  });

  it("no race lets two be under way (P7), and the database would not take it", async () => {
    const people = Array.from({ length: 8 }, () => newcomer());
    const kinds = ["page_viewed", "demo_requested", "clicked"];
    await Promise.all(
      people.flatMap((subject) =>
        [0, 1, 2, 3, 4, 5].map((index) => happens(kinds[index % 3] ?? "", subject)),
      ),
    );
    for (const subject of people) {
      const live = (await instances(subject)).filter(({ gives_way_to }) => gives_way_to === null);
      expect(live.map(({ journey }) => journey)).toEqual(["high"]);
    }
    const [subject] = people;
    const rows = subject === undefined ? [] : await instances(subject);
    const twice = store.db
      .updateTable("instance")
      .set({ gives_way_to: null })
      .where("subject", "=", rows[0]?.subject ?? "");
    await expect(twice.execute()).rejects.toThrow("instance_under_way");
  });
});

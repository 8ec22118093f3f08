/** A holdout of a whole journey: docs/language.md, rule 13. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { judgeSplit } from "../../../runtime/activities/judge-split.ts";
import { takeEvent } from "../../../runtime/ingest/take-event.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { DAY, eventOf, installationOn, MONDAY, newcomer, PLAN } from "./fixture.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore({});
}, 60_000);
afterAll(async () => await store.close());

let serial = 0;
const event = (kind: string, subject: ReturnType<typeof newcomer>) => {
  serial += 1;
  const data = kind === "bought" ? { amount: "5 EUR" } : {};
  return eventOf({ id: `h${serial}`, event: kind, subject, data });
};

it("leaves about so many percent out, for good, and writes each down once", async () => {
  const installation = installationOn(store.db, [{ ...PLAN, holdout: 50 }]);
  const leads = Array.from({ length: 60 }, newcomer);
  const enter = async (lead: (typeof leads)[number]) => {
    const taken = await takeEvent(installation, event("lead_created", lead));
    return taken.is === "taken" ? taken.started.length : 0;
  };
  const entered: number[] = [];
  for (const lead of leads) entered.push(await enter(lead));
  const inside = entered.filter((count) => count === 1).length;
  expect(inside).toBeGreaterThan(15);
  expect(inside).toBeLessThan(45);
  const held = leads.filter((_, index) => entered[index] === 0);
  for (const lead of held) expect(await enter(lead)).toBe(0);
  const written = await store.db
    .selectFrom("journal")
    .selectAll()
    .where("what", "=", "split")
    .where("result", "=", "holdout")
    .execute();
  expect(written).toHaveLength(held.length);
});

it("a split is judged by who went which way, and reached the goal in its time", async () => {
  const installation = installationOn(store.db, []);
  const arms = [
    ["a", 120, 20],
    ["b", 120, 60],
  ] as const;
  for (const [arm, tried, reached] of arms) {
    for (let index = 0; index < tried; index += 1) {
      const lead = newcomer();
      await takeEvent(installation, event("lead_created", lead));
      const { id } = await store.db
        .selectFrom("subject")
        .select("id")
        .where("key", "=", String(lead.email))
        .executeTakeFirstOrThrow();
      const entry = { at: MONDAY - 2 * DAY, subject: id, journey: "small", version: 1 };
      // A subject that comes again went this way once.
      for (const again of [0, 1])
        await store.db
          .insertInto("journal")
          .values({ ...entry, at: entry.at + again, what: "split", name: "opening", result: arm })
          .execute();
      if (index < reached) await takeEvent(installation, event("bought", lead));
    }
  }
  const judge = (days: number) =>
    judgeSplit(
      store.db,
      { journey: "small" },
      {
        do: "judge",
        ref: "r",
        split: "opening",
        arms: ["a", "b"],
        goal: { event: "bought", within: { ms: days * DAY } },
      },
    );
  expect(await judge(90)).toBe("b");
  expect(await judge(1)).toBeNull();
}, 60_000);

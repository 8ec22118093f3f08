/** Computed fields where events come in (docs/language.md, "Computed fields"): the values that the machine has. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { indexPlans } from "../../../runtime/ingest/plan-index.ts";
import { openEntrySweep } from "../../../runtime/ingest/sweep-entries.ts";
import { buildTexts } from "../simulate/play-texts.ts";
import { DAY } from "./fixture.ts";
import { openText, type TextInstallation } from "./text-installation.ts";

const TEXT = `
subject lead {
  owner head  email: email key  seats: number = 1  price: money = 40 EUR  wait: duration = 3 days
  value: money = seats * price * 12  share?: percent  half: percent = share / 2
}
event asked of lead
event grew  of lead { seats: number  double: number = seats * 2 }
event bought of lead
journey deal v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on asked -> first
  exit done as success on bought
  exit big as success when value > 5_000 EUR
  stage first { owner marketing  lasts at most 300 days, then exit done  on grew where double > 90 exit big stay }
}`;

let installation: TextInstallation;
beforeAll(async () => {
  installation = await openText(TEXT);
}, 60_000);
afterAll(() => installation.store.close());

const EUR = (amount: number) => ({ amount, currency: "EUR" });

describe("a computed field", () => {
  test("is kept with its subject, follows its parts, and is said to journeys by them", async () => {
    const email = "a@example.com";
    await installation.take("asked", { email });
    expect((await installation.subjectOf(email)).fields).toMatchObject({ value: EUR(480), half: null });
    await installation.take("asked", { email, share: "30%" }, {});
    await installation.take("grew", { email }, { seats: 11 });
    const { fields } = await installation.subjectOf(email);
    expect(fields).toMatchObject({ seats: 11, value: EUR(5_280), half: 15 });
    const [start, ...facts] = await installation.toldOf(email);
    expect(start).toMatchObject({
      kind: "start",
      start: { fields: { seats: 1, price: EUR(40), value: EUR(480) } },
    });
    // Nothing of the journey reads the share.
    expect(facts).toMatchObject([{ fact: { is: "fields", fields: { seats: 11 } } }]);
  });

  test("of an event is worked out from the event", async () => {
    const email = "b@example.com";
    await installation.take("asked", { email });
    await installation.take("grew", { email }, { seats: 50 });
    const [, fact] = await installation.toldOf(email);
    expect(fact).toMatchObject({ fact: { is: "event", event: { fields: { seats: 50, double: 100 } } } });
  });

  test("is given by nobody", async () => {
    const given = installation.take("asked", { email: "c@example.com", value: "5 EUR" });
    await expect(given).rejects.toThrow("`value` of `lead` is worked out from its other fields");
  });
});

test("an amount comes in the currency of its field, and a length of time is exact", async () => {
  const email = "d@example.com";
  await expect(installation.take("asked", { email, price: "5 USD" })).rejects.toThrow("money in EUR");
  await expect(installation.take("asked", { email, wait: "P1M" })).rejects.toThrow("without months");
  await installation.take("asked", { email, price: "5 EUR", wait: "P1DT2H" });
  expect((await installation.subjectOf(email)).fields).toMatchObject({ wait: { ms: 26 * 3_600_000 } });
});

test("that a release adds or works out otherwise is brought up to date for those who are known", async () => {
  const [email, other] = ["e@example.com", "f@example.com"];
  await installation.take("asked", { email, seats: 3 });
  await installation.take("asked", { email: other, seats: 200 });
  const before = await installation.subjectOf(other);
  // No dated entry watches them.
  const released = buildTexts(
    TEXT.replace("seats * price * 12", "seats * price * 6  tenth: number = seats / 10"),
  );
  const next = Object.assign(Object.create(installation) as TextInstallation, {
    library: released.library,
    plans: indexPlans(released.plans),
    now: () => installation.at,
  });
  const sweep = openEntrySweep(next);
  while ((await sweep()) > 0);
  expect((await installation.subjectOf(email)).fields).toMatchObject({ value: EUR(720), tenth: 0.3 });
  expect((await installation.subjectOf(other)).fields).toMatchObject({ value: EUR(48_000), tenth: 20 });
  expect(before.fields).toMatchObject({ value: EUR(96_000) });
  // Once is enough, also after a restart: whoever is up to date is left alone.
  const { updated_at } = await rowOf(email);
  installation.at += DAY;
  const again = openEntrySweep(next);
  while ((await again()) > 0);
  expect((await rowOf(email)).updated_at).toBe(updated_at);
});

const rowOf = (email: string) =>
  installation.store.db.selectFrom("subject").selectAll().where("key", "=", email).executeTakeFirstOrThrow();

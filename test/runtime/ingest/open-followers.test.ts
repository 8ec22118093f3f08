/** A subject that follows another (docs/language.md, 4.1), where events come in. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openText, type TextInstallation } from "./text-installation.ts";

const TEXT = `
subject lead { owner head  email: email key  name: text  company?: text  size: number = 1 }
subject buyer {
  owner head  account company  follows lead on sold
  email: email key  name: text  company: text  size: number = 5  double: number = size * 2
}
event found of lead
event won   of lead
event given of lead
event sold = won or given
event signed of buyer
journey onboard v1 of buyer {
  owner head  goal signed within 90 days  review every 3 months
  enter on signed -> first
  exit good as success
  stage first { owner marketing  lasts at most 90 days, then exit good  when double > 10 { tell sales "x" } stay }
}`;

let installation: TextInstallation;
beforeAll(async () => {
  installation = await openText(TEXT);
}, 60_000);
afterAll(() => installation.store.close());

const buyersOf = (key: string) =>
  installation.store.db
    .selectFrom("subject")
    .selectAll()
    .where("kind", "=", "buyer")
    .where("key", "=", key)
    .execute();
const journalOf = async (what: "began" | "blank") =>
  (await installation.store.db.selectFrom("journal").selectAll().where("what", "=", what).execute()).length;

describe("a subject that follows another", () => {
  test("is opened in the transaction of the event, once", async () => {
    const email = "a@example.com";
    await installation.take("found", { email, name: "Ann", company: "Nord", size: 7 });
    expect(await buyersOf(email)).toEqual([]);
    await installation.take("won", { email });
    expect(await buyersOf(email)).toMatchObject([
      {
        account: "nord",
        address: email,
        fields: { email, name: "Ann", company: "Nord", size: 7, double: 14 },
      },
    ]);
    await installation.take("given", { email, name: "Beth" });
    expect(await buyersOf(email)).toMatchObject([{ fields: { name: "Ann" } }]);
    expect(await journalOf("began")).toBe(2);
  });

  test("and is who its own events are about", async () => {
    const taken = await installation.take("signed", { email: "a@example.com" });
    expect(taken).toMatchObject({ is: "taken", started: [expect.stringContaining("onboard/")] });
  });

  test("is not opened while what it cannot be without is blank, which is written down; it is once that is known", async () => {
    const email = "b@example.com";
    await installation.take("won", { email, name: "Bo" });
    expect(await buyersOf(email)).toEqual([]);
    expect(await journalOf("blank")).toBe(1);
    await installation.take("found", { email, size: 3 });
    expect(await buyersOf(email)).toEqual([]);
    await installation.take("found", { email, company: "Butik" });
    expect(await buyersOf(email)).toMatchObject([{ fields: { company: "Butik", size: 3 } }]);
  });

  test("is not opened by what comes before the event", async () => {
    const email = "c@example.com";
    await installation.take("found", { email, name: "Cy", company: "Sol" });
    await installation.take("found", { email, size: 3 });
    expect(await buyersOf(email)).toEqual([]);
  });
});

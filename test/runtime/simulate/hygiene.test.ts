/** Data care in virtual time (docs/language.md, 4.6): what a journey notices of it, and the request that it makes. */
import { expect, test } from "vitest";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { buildTexts, failuresOf, PEOPLE } from "./play-texts.ts";

const TEXT = `
subject lead { owner head  email: email key  phone?: text  country?: country  cold: yes_no = no }
event asked   of lead
event visited of lead
event told    of lead { country?: country  phone?: text }
event bought  of lead
hygiene lead_data of lead "What is missing" {
  owner head  runs every 7 days
  flag cold when no visited for 10 days
  ask sales for country, phone when country is blank or phone is blank on daily
}
journey deal v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on asked -> first
  exit done as success on bought
  exit cool as failure when cold
  stage first { owner marketing  lasts at most 300 days, then exit done stay }
}`;
const scenario = (lines: string) => `
scenario "x" of deal { given { email: "a@example.com" } start 2026-11-23 09:00 at 0 minutes asked ${lines} }`;

test("a flag is set by the first run at which its condition holds", async () => {
  expect(
    await failuresOf(`${TEXT}
      ${scenario("at 13 days then stage is first at 14 days then exit is cool")}
      ${scenario("at 9 days visited at 15 days then stage is first at 21 days then exit is cool")}`),
  ).toEqual([[], []]);
});

test("a flag leads into the journey that waits for it", async () => {
  const watching = TEXT.replace("enter on asked -> first", "enter when cold -> first").replace(
    "exit cool as failure when cold",
    "exit cool as failure",
  );
  const lines = "at 1 day visited at 14 days then stage is first and holder is marketing";
  expect(await failuresOf(`${watching} ${scenario(lines)}`)).toEqual([[]]);
});

test("what is missing is asked of a person, on the ladder, until it is known", async () => {
  const { library, plans } = buildTexts(TEXT);
  const theatre = virtualTheatre({ library, plans, people: PEOPLE, journey: "lead_data" });
  const start = Date.UTC(2026, 10, 23, 9);
  const day = 86_400_000;
  await theatre.begin("lead", { email: "a@example.com" }, start);
  await theatre.act({ do: "event", event: "visited", fields: {} });
  await theatre.reach(start + 7 * day, false);
  const [asked] = (await theatre.observe()).work;
  expect(asked).toMatchObject({
    name: "lead_data",
    title: "Fill in country, phone",
    person: "sam",
    answers: { filled: ["country", "phone"] },
  });
  await theatre.act({ do: "event", event: "told", fields: { country: "DK" } });
  expect((await theatre.observe()).exit).toBeNull();
  const done = await theatre.act({
    do: "complete",
    person: "sam",
    name: "lead_data",
    result: "filled",
    evidence: { phone: "12" },
  });
  expect(done).toBeNull();
  expect(await theatre.observe()).toMatchObject({ exit: "filled", work: [] });
  await theatre.reach(start + 30 * day, false);
  expect((await theatre.observe()).exit).toBe("filled");
});

/** Computed fields, the whole way (docs/language.md, "Computed fields"). */
import { describe, expect, test } from "vitest";
import { buildTexts, failuresOf } from "./play-texts.ts";

const DATA = `
subject lead {
  owner head  email: email key  seats: number = 1  seat_price: money = 40 EUR
  value: money = seats * seat_price * 12
  cost?: money  margin: percent = (value - cost) / value
  start?: date  ends: date = start + 1 year  notice: date = ends - 30 days
  raise: percent = 10%  calls: number = 0
}
event asked  of lead { seats?: number }
event grew   of lead { seats: number }
event priced of lead { cost: money }
event signed of lead { start: date }
event bought of lead
`;

const journey = (lines: string) => `
journey deal v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on asked -> first
  exit done as success on bought
  exit big as success
  exit lost as failure
  stage first { owner marketing  lasts at most 300 days, then exit lost ${lines} stay }
}`;
const scenario = (lines: string, given = "") => `
scenario "x" of deal { given { email: "a@example.com" ${given} } start 2026-11-23 09:00 at 0 minutes asked ${lines} }`;

describe("a computed field", () => {
  test("is seen to change when its parts change", async () => {
    expect(
      await failuresOf(`${DATA}${journey("when value > 5_000 EUR exit big")}
        ${scenario("then stage is first at 1 day grew { seats: 10 } then stage is first at 2 days grew { seats: 11 } then exit is big")}
        ${scenario("then exit is big", "seats: 20")}`),
    ).toEqual([[], []]);
  });

  test("brings its parts into what the run is told of", () => {
    const [plan] = buildTexts(`${DATA}${journey("when margin < 20% counting blank as no exit big")}`).plans;
    expect(plan?.reads.fields).toEqual(["cost", "margin", "seat_price", "seats", "value"]);
    expect(Object.keys(plan?.computed ?? {})).toEqual(["margin", "value"]);
    expect(plan?.defaults).toEqual({ seat_price: { amount: 40, currency: "EUR" }, seats: 1 });
  });

  test("is blank while a part is, and a percentage where that is wanted", async () => {
    const margin = journey(
      'when margin up to 50% counting blank as no exit big  when margin is known { tell marketing "x" }',
    );
    expect(
      await failuresOf(`${DATA}${margin}
        ${scenario("then stage is first at 1 day priced { cost: 239 EUR } then stage is first and notice to mia")}
        ${scenario("at 1 day priced { cost: 240 EUR } then exit is big")}
        ${scenario("then notice to mia")}`),
    ).toEqual([[], [], ["nobody told mia anything"]]);
  });

  test("may be a date, with the month's end clipped", async () => {
    const dated = journey("choose { when notice is 2029-01-29 exit big otherwise go on }");
    expect(await failuresOf(`${DATA}${dated}${scenario("then exit is big", "start: 2028-02-29")}`)).toEqual([
      [],
    ]);
  });

  test("is asked of a person by its blank parts, where a handover carries it", async () => {
    const handover = `
journey deal v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on asked -> first
  exit lost as failure
  stage first { owner marketing  lasts at most 300 days, then exit lost -> second through over }
  stage second { owner sales  lasts at most 300 days, then exit lost stay }
  handover over from first to second { receiver sales  accountable head  carries margin  accept on daily }
}`;
    const [played] = await buildTexts(`${DATA}${handover}${scenario("", "seats: 3")}`).play();
    expect(played?.last.work).toMatchObject([
      { kind: "data", name: "over", title: "Fill in cost", answers: { filled: ["cost"] } },
    ]);
  });
});

describe("set … to", () => {
  test("takes what comes of the fields at that instant", async () => {
    expect(
      await failuresOf(`${DATA}${journey("on grew { set raise to raise * 2  set calls to calls + 1 } when raise over 30% and calls is 2 exit big")}
        ${scenario("at 1 day grew { seats: 2 } then stage is first at 2 days grew { seats: 2 } then exit is big")}`),
    ).toEqual([[]]);
  });

  test("falls back on the default where nothing comes of it", async () => {
    expect(
      await failuresOf(`${DATA}${journey("on grew { set raise to 1 / calls } when raise is not 10% exit lost")}
        ${scenario("at 1 day grew { seats: 2 } then stage is first")}`),
    ).toEqual([[]]);
  });
});

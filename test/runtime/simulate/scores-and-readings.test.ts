/** Scores that go by each other, and readings (docs/language.md, "Edges: Scores"), the whole way in virtual time. */
import { describe, expect, test } from "vitest";
import { buildTexts, failuresOf } from "./play-texts.ts";

const score = (name: string, lines: string) => `
score ${name} of lead { owner head  review every 3 months  validate against bought within 90 days ${lines} }`;
const DATA = `
subject lead { owner head  email: email key  seats: number = 10  worried: yes_no = no  spent?: money }
event asked   of lead
event visited of lead
event told    of lead { worried: yes_no }
event counted of lead { seats?: number  spent?: money }
event bought  of lead
`;
const USE = score("use", "add 30 on visited  halves every 10 days  band dormant from 0  band active from 25");

const journey = (lines: string) => `
journey care v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on asked -> first
  exit done as success on bought
  exit well as success
  exit bad  as failure
  stage first { owner marketing  lasts at most 300 days, then exit done ${lines} stay }
}`;
// Everybody works by UTC, so that a day ends at midnight.
const scenario = (lines: string) => `
scenario "x" of care { given { email: "a@example.com" } start 2026-11-23 09:00 at 0 minutes asked ${lines} }`;

describe("a score that goes by the band of another", () => {
  const HEALTH = score(
    "health",
    "add 50 if use is active  add 5 on counted  band poor from 0  band good from 50",
  );

  test("moves with it, by events and by time", async () => {
    expect(
      await failuresOf(`${DATA}${HEALTH}${USE}${journey('when health turns good { tell sales "up" }  when health turns poor exit bad')}
        ${scenario("at 1 hour visited then notice to sam at 2 days then stage is first at 4 days then exit is bad")}
        ${scenario("at 1 hour visited at 2 days visited at 4 days then stage is first")}`),
    ).toEqual([[], []]);
  });
});

describe("a score that resets on a condition", () => {
  const TROUBLE = score(
    "trouble",
    "part late { add 10 on visited  resets when not worried } band calm from 0  band loud from 20",
  );

  test("forgets what came before when the condition comes to hold, once", async () => {
    expect(
      await failuresOf(`${DATA}${TROUBLE}${journey("when trouble is loud exit bad")}
        ${scenario("at 1 hour told { worried: yes } at 2 hours visited at 3 hours told { worried: no } at 4 hours visited then stage is first at 5 hours visited then exit is bad")}
        ${scenario("at 1 hour told { worried: yes } at 2 hours visited at 4 hours visited then exit is bad")}`),
    ).toEqual([[], []]);
  });
});

describe("readings", () => {
  test("in a row: the value at the end of so many days", async () => {
    expect(
      await failuresOf(`${DATA}${USE}${journey("when use is active for 3 readings in a row exit well")}
        ${scenario("at 1 hour visited at 2026-11-25 23:00 then stage is first at 2026-11-26 00:00 then exit is well")}`),
    ).toEqual([[]]);
  });

  test("in a row: one day's end at which it is otherwise begins anew", async () => {
    expect(
      await failuresOf(`${DATA}${journey("when worried for 3 readings in a row exit bad")}
        ${scenario("at 1 hour told { worried: yes } at 2026-11-25 10:00 told { worried: no } at 2026-11-26 10:00 told { worried: yes } at 2026-11-28 12:00 then stage is first at 2026-11-29 00:00 then exit is bad")}
        ${scenario("at 1 hour told { worried: yes } at 2026-11-25 10:00 told { worried: no } at 2026-11-25 20:00 told { worried: yes } at 2026-11-26 00:00 then exit is bad")}`),
    ).toEqual([[], []]);
  });

  test("in a row: hold on arrival when they held before", async () => {
    const two = `
journey care v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on asked -> first
  exit bad  as failure
  stage first { owner marketing  lasts at most 300 days, then exit bad on bought -> second stay }
  stage second { owner marketing  lasts at most 300 days, then exit bad when worried for 3 readings in a row exit bad stay }
}`;
    expect(
      await failuresOf(`${DATA}${two}
        ${scenario("at 1 hour told { worried: yes } at 5 days bought then exit is bad")}
        ${scenario("at 1 hour told { worried: yes } at 2 days bought then stage is second at 3 days then exit is bad")}`),
    ).toEqual([[], []]);
  });

  test("falls by and rises by: from one day's end to the next", async () => {
    const moved = journey(
      "when seats falls by 30% from the previous exit bad  when seats rises by 5 from the previous exit well",
    );
    expect(
      await failuresOf(`${DATA}${moved}
        ${scenario("at 2 days counted { seats: 8 } at 4 days counted { seats: 6 } at 6 days counted { seats: 5 } at 8 days then stage is first")}
        ${scenario("at 2 days counted { seats: 7 } then stage is first at 2 days 14 hours then stage is first at 2 days 15 hours then exit is bad")}
        ${scenario("at 2 days counted { seats: 3 } at 2 days 1 hour counted { seats: 10 } at 5 days then stage is first")}
        ${scenario("at 2 days counted { seats: 14 } at 4 days then stage is first at 5 days counted { seats: 19 } at 6 days then exit is well")}`),
    ).toEqual([[], [], [], []]);
  });

  test("a blank on either day answers what the text says of it", async () => {
    const moved = (as: string) =>
      journey(`when spent rises by 10 EUR from the previous counting blank as ${as} exit well`);
    const known = scenario(
      "at 2 days counted { spent: 50 EUR } at 4 days then stage is first at 5 days counted { spent: 60 EUR } at 6 days then exit is well",
    );
    expect(await failuresOf(`${DATA}${moved("no")}${known}`)).toEqual([[]]);
    expect(
      await failuresOf(
        `${DATA}${moved("yes")}${scenario("at 1 day then stage is first at 2 days then exit is well")}`,
      ),
    ).toEqual([[]]);
  });

  test("a score falls by decay alone, and is asked for its value", async () => {
    const fast = score(
      "use",
      "add 100 on visited  halves every 1 day  band dormant from 0  band active from 25",
    );
    expect(
      await failuresOf(`${DATA}${fast}${journey("when use falls by 50% from the previous exit bad")}
        ${scenario("at 1 hour visited at 1 day then stage is first at 2 days then exit is bad")}`),
    ).toEqual([[]]);
  });

  test("may be waited for, and turn", async () => {
    expect(
      await failuresOf(`${DATA}${journey('when worried turns yes for 2 readings in a row { tell sales "x" } wait up to 9 days until worried for 4 readings in a row { got exit bad none { set seats to 1 } } when seats is 1 exit well')}
        ${scenario("at 1 hour told { worried: yes } at 2 days then notice to sam and stage is first at 4 days then exit is bad")}
        ${scenario("at 10 days then exit is well")}`),
    ).toEqual([[], []]);
  });

  test("reach the run as one band of its own, and bring in no field", () => {
    const { plans, library } = buildTexts(
      `${DATA}${USE}${journey("when use is  active // really\n for 3 readings in a row exit well")}`,
    );
    const [plan] = plans;
    expect(plan?.reads).toMatchObject({
      fields: [],
      scores: ["lead: use is active for 3 readings in a row"],
    });
    expect(library.readings).toEqual({
      "lead: use is active for 3 readings in a row": {
        is: "in a row",
        subject: "lead",
        times: 3,
        when: { is: "band", score: "use", band: "active" },
      },
    });
  });
});

/** What is asked outside of a run (docs/language.md, 2.4), and changes beside other tests, in virtual time. */
import { describe, expect, test } from "vitest";
import { message } from "../../compiler/check-source.ts";
import { failuresOf } from "./play-texts.ts";

const DATA = `
subject lead { owner head  email: email key  seats: number = 10  country?: country  cold: yes_no = no  signed?: date }
event asked   of lead
event visited of lead { path?: text }
event told    of lead { country?: country  seats?: number  signed?: date }
event bought  of lead
score use of lead { owner head  review every 3 months  validate against bought within 90 days
  add 30 on visited  halves every 10 days  band low from 0  band high from 25 }
`;
const journey = (lines: string, enter = "enter on asked -> first") => `
journey care v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  ${enter}
  exit done as success on bought
  exit well as success
  exit bad  as failure
  stage first { owner marketing  lasts at most 300 days, then exit done ${lines} stay }
}`;
const scenario = (lines: string) => `
scenario "x" of care { given { email: "a@example.com" } start 2026-11-23 09:00 ${lines} }`;
const play = (text: string, ...scenarios: readonly string[]) =>
  failuresOf(`${DATA}${text}${scenarios.map(scenario).join("")}`);

describe("a silence outside of a run", () => {
  test("leads in, counted since the last event or since the subject became known", async () => {
    expect(
      await play(
        journey("", "enter when no visited for 30 days -> first"),
        "at 29 days then holder is nobody at 30 days then stage is first",
        "at 20 days visited at 40 days then holder is nobody at 50 days then stage is first",
      ),
    ).toEqual([[], []]);
  });

  test("asks of an event with a condition, and of an audience wherever that is used", async () => {
    const audience =
      'audience quiet of lead { when no visited where path is "/price" counting blank as no for 10 days }';
    expect(
      await play(
        `${audience}${journey("when quiet exit bad", "enter on asked -> first")}`,
        // The audience is about the subject, whatever stage it is in: it has been quiet since it became known.
        "at 9 days asked then stage is first at 10 days then exit is bad",
        'at 9 days asked at 9 days visited { path: "/price" } at 12 days visited { path: "/x" } at 18 days then stage is first at 19 days then exit is bad',
      ),
    ).toEqual([[], []]);
  });

  test("counts in a score, and in a policy", async () => {
    const score = `score pulse of lead { owner head  review every 3 months  validate against bought within 90 days
      add 50 if not no visited for 10 days  band alive from 50 }`;
    expect(
      await play(
        `${score}${journey("when not pulse is alive exit bad")}`,
        "at 0 minutes asked at 9 days then stage is first at 10 days then exit is bad",
      ),
    ).toEqual([[]]);
    const policy = "contact policy of lead { owner head  never when no visited for 10 days }";
    const letters = [message("word", "Hello")];
    const text = (lines: string) => `${DATA}${policy}${journey("send word")}${scenario(lines)}`;
    expect(await failuresOf(text("at 12 days asked then message word not sent"), letters)).toEqual([[]]);
    expect(
      await failuresOf(text("at 11 days visited at 12 days asked then message word sent"), letters),
    ).toEqual([[]]);
  });
});

describe("a fact outside of a run", () => {
  test("is known whatever was before the entry", async () => {
    expect(
      await play(
        journey(
          "if visited has happened since 2026-11-24 { exit well } exit bad".replace(" stay", ""),
        ).replace("exit bad stay", "exit bad"),
        "at 2 hours visited at 5 days asked then exit is bad",
        "at 2 days visited at 5 days asked then exit is well",
      ),
    ).toEqual([[], []]);
  });

  test("is counted from a date of the subject, and leads in", async () => {
    expect(
      await play(
        journey("", "enter when visited has happened since signed -> first"),
        "at 1 day visited at 5 days told { signed: 2026-11-26 } then holder is nobody at 6 days visited then stage is first",
        "at 1 day visited at 5 days told { signed: 2026-11-23 } then stage is first",
      ),
    ).toEqual([[], []]);
  });
});

describe("readings", () => {
  test("are asked about outside of a journey: of an audience, by data care", async () => {
    const audience = "audience fading of lead { when seats falls by 50% from the previous }";
    const care =
      "hygiene flags of lead { owner head  runs every 7 days  flag cold when use is low for 5 readings in a row }";
    expect(
      await play(
        `${audience}${journey("when fading exit bad")}`,
        "at 0 minutes asked at 1 day told { seats: 4 } at 2 days then exit is bad",
      ),
    ).toEqual([[]]);
    expect(
      await play(
        `${care}${journey("when cold exit bad")}`,
        "at 0 minutes asked at 6 days then stage is first at 7 days 1 minute then exit is bad",
      ),
    ).toEqual([[]]);
  });

  test("may be of a silence, or of what one day made of a value, several in a row", async () => {
    expect(
      await play(
        journey("when no visited for 3 days for 2 readings in a row exit bad"),
        // The ends of 26 and 27 November are the first two by which nothing has come for three days.
        "at 0 minutes asked at 2026-11-27 12:00 then stage is first at 2026-11-28 00:00 then exit is bad",
      ),
    ).toEqual([[]]);
    expect(
      await play(
        journey("when seats falls by 1 from the previous for 2 readings in a row exit bad"),
        "at 0 minutes asked at 1 day told { seats: 9 } at 2 days then stage is first at 2 days 1 hour told { seats: 8 } at 3 days then exit is bad",
        "at 0 minutes asked at 1 day told { seats: 9 } at 3 days told { seats: 8 } at 4 days then stage is first",
      ),
    ).toEqual([[], []]);
  });
});

describe("a change beside other tests", () => {
  const lines = 'when use turns high and country is known { tell sales "x" }';
  test("has happened once its state has been otherwise, whichever of the tests comes last", async () => {
    expect(
      await play(
        journey(lines),
        "at 0 minutes told { country: DK } at 1 hour asked at 2 hours visited then notice to sam",
        "at 0 minutes asked at 1 hour visited at 2 hours told { country: DK } then notice to sam",
      ),
    ).toEqual([[], []]);
  });

  test("is none where the state was so on arrival", async () => {
    const stays = journey("when use turns high and country is known exit bad");
    expect(
      await play(
        stays,
        "at 0 minutes visited at 1 hour asked at 2 hours told { country: DK } then stage is first",
        // It falls, and rises again.
        "at 0 minutes visited at 1 hour asked at 2 hours told { country: DK } at 20 days visited then exit is bad",
      ),
    ).toEqual([[], []]);
  });

  test("may be one of two", async () => {
    expect(
      await play(
        journey("when use turns high or cold exit bad"),
        "at 0 minutes visited at 1 hour asked at 2 hours then stage is first",
        "at 0 minutes asked at 2 hours visited then exit is bad",
      ),
    ).toEqual([[], []]);
  });
});

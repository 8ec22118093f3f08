/** Of one priority in an exclusive group the second waits for the first: docs/language.md, 13.13. In virtual time. */
import { expect, test } from "vitest";
import { buildTexts } from "./play-texts.ts";

const journey = (name: string, enter: string, exit = "") => `
journey ${name} v1 of buyer {
  owner head  goal closed within 45 days  review every 3 months
  exclusive attention, priority 20, gives way and pauses
  enter ${enter}
  exit done as success ${exit}
  stage one {
    owner sales  lasts at most 10 days, then exit done
    wait 1 day
    task call_${name} "Call {name}" by the holder, on daily
    stay
  }
}`;
const DATA = `
subject buyer { owner head  email: email key  name: text }
event asked  of buyer { deal: text }
event called of buyer
event closed of buyer { deal: text }`;
const scenario = (of: string, lines: string) => `
scenario "It is so" of ${of} {
  given { email: "maria@example.com"  name: "Maria" }
  start 2026-11-23 09:00
  ${lines}
}`;
const play = async (text: string) =>
  (await buildTexts(`${DATA}${text}`).play()).flatMap(({ failures }) => failures);

const TWO = `${journey("deal", "on asked -> one", "on closed")}${journey("call", "on called -> one")}`;
const BOTH = `at 0 minutes  asked { deal: "A" }
  at 1 hour     called`;

test("another journey waits, with all of its time left, and goes on once the first has ended", async () => {
  expect(
    await play(
      TWO +
        scenario(
          "call",
          `${BOTH}
  at 3 days     then task call_call not open
  at 5 days     closed { deal: "A" }
  at 140 hours  then task call_call not open
  at 7 days     then task call_call open`,
        ),
    ),
  ).toEqual([]);
});

test("so does a second instance of one journey", async () => {
  const keyed = journey("deal", "on asked -> one\n    per deal\n    if one is open join", "on closed");
  expect(
    await play(
      keyed +
        scenario(
          "deal",
          `at 0 minutes  asked { deal: "A" }
  at 1 hour     asked { deal: "B" }
  at 2 hours    closed { deal: "A" }
  at 3 hours
  then          stage is one
  at 2 days
  then          task call_deal open`,
        ),
    ),
  ).toEqual([]);
});

test("who gives way and ends has nothing that could wait, and is not entered", async () => {
  const ending = TWO.replaceAll("and pauses", "and ends");
  const lines = `${BOTH}
  at 2 hours    closed { deal: "A" }
  at 3 days
  then          task call_call not open`;
  expect(await play(ending + scenario("call", lines))).toEqual([]);
});

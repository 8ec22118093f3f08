/** A subject that follows another (docs/language.md, 4.1), the whole way in virtual time. */
import { expect, test } from "vitest";
import { buildTexts, failuresOf } from "./play-texts.ts";

const TEXT = `
subject lead { owner head  email: email key  name: text  company?: text  size: number = 1 }
subject buyer {
  owner head  follows lead on won
  email: email key  name: text  company: text  size: number = 5  double: number = size * 2
}
event found of lead
event moved of lead { company: text }
event won   of lead
event signed of buyer
event done_well of buyer
journey onboard v1 of buyer {
  owner head  goal done_well within 90 days  review every 3 months
  enter on signed -> first
  exit good as success on done_well
  exit big  as success
  stage first {
    owner marketing  lasts at most 90 days, then exit good
    if double is 14 and name is "Ann" { exit big }
    stay
  }
}`;
const scenario = (lines: string, given = 'company: "Nord"') => `
scenario "x" of onboard { given { email: "a@example.com"  name: "Ann"  size: 7 ${given} } start 2026-11-23 09:00 ${lines} }`;

test("it is opened on the event, with the fields of the same name, and worked out anew", async () => {
  expect(
    await failuresOf(`${TEXT}
      ${scenario("at 0 minutes won at 1 hour signed then exit is big")}
      ${scenario("at 0 minutes signed then exit is big")}`),
  ).toEqual([[], []]);
});

test("what it cannot be without is waited for, and brought by whatever is said next", async () => {
  const [played] = await buildTexts(
    `${TEXT}${scenario('at 0 minutes won at 1 hour moved { company: "Nord" } at 2 hours signed then exit is big', "")}`,
  ).play();
  expect(played?.failures).toEqual([]);
});

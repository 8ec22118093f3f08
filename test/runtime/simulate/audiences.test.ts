/** Audiences, the whole way (docs/language.md, "Audiences"): a named condition is its condition, wherever it stands. */
import { expect, test } from "vitest";
import { failuresOf } from "./play-texts.ts";

const DATA = `
subject lead { owner head  email: email key  health?: one of (green, red)  size: number = 1  worried: yes_no = no }
event visited of lead
event looked  of lead
event said    of lead { health?: one of (green, red) }
event bought  of lead
score use of lead {
  owner head  review every 3 months  validate against bought within 90 days
  add 30 on visited
  halves every 10 days
  band dormant from 0
  band active  from 25
}
audience unhappy of lead { when health is red counting blank as no or worried }
audience at_risk of lead "Silent, or unhappy" { when use is dormant or unhappy }
`;

const JOURNEY = `
journey care v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on looked where not at_risk -> first
  exit done as success on bought
  exit lost as failure
  stage first {
    owner marketing  lasts at most 300 days, then exit lost
    when at_risk turns yes, at most 5 times per visit { tell marketing "At risk" }
    stay
  }
}
`;

const scenario = (lines: string) => `
scenario "x" of care { given { email: "a@example.com" } start 2026-11-23 09:00 ${lines} }`;

test("an audience lets in, and turns by fields, by scores and by the audiences that it names", async () => {
  const failures = await failuresOf(`${DATA}${JOURNEY}
    ${scenario("at 0 minutes looked then stage is first")}
    ${scenario("at 0 minutes visited at 1 hour looked then stage is first")}
    ${scenario("at 0 minutes visited at 1 hour looked at 2 hours said { health: red } then notice to mia")}
    ${scenario("at 0 minutes visited at 1 hour looked at 2 days then notice to mia")}
    ${scenario("at 0 minutes visited at 1 hour looked at 4 days then notice to mia")}
  `);
  expect(failures).toEqual([
    // Without a visit the score is dormant: at risk, and not let in.
    ["the stage is not entered, not first"],
    [],
    [],
    ["nobody told mia anything"],
    [],
  ]);
});

/** Blanks (docs/language.md, 2.2): a field with a default is never blank, whoever says that it is. */
import { expect, test } from "vitest";
import { failuresOf } from "./play-texts.ts";

const text = (field: string, when: string) => `
subject lead { owner head  email: email key  ${field} }
event asked of lead
event said  of lead { tier?: one of (small, large) }
event bought of lead
journey care v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on asked -> first
  exit met as success when ${when}
  exit done as success on bought
  stage first { owner marketing  lasts at most 90 days, then exit done stay }
}
scenario "x" of care {
  given { email: "a@example.com" } start 2026-11-23 09:00
  at 0 minutes asked  at 1 hour said { tier: large }  then stage is first
  at 2 hours said { tier: blank }  then exit is met
}`;

test.each([
  ["a blank falls back on the default", "tier?: one of (small, large) = small", "tier is not large"],
  [
    "so does one of a field that may not be blank",
    "tier: one of (small, large) = small",
    "tier is not large and tier is small",
  ],
  [
    "without a default it is blank",
    "tier?: one of (small, large)",
    "tier is blank and not tier is large counting blank as no",
  ],
])("%s", async (_, field, when) => {
  const started = text(field, when).replace(
    "at 0 minutes asked",
    "at 0 minutes said { tier: large } at 1 minute asked",
  );
  expect(await failuresOf(started)).toEqual([[]]);
});

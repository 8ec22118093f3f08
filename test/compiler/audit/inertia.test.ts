/** A verdict on a journey by what it did, with thresholds; too few people and too few days say nothing. */
import { describe, expect, test } from "vitest";
import type { ObservedJourney } from "../../../compiler/audit/observed.ts";
import { auditOf, journey, observedOf, QUIET, stage } from "./audit-of.ts";

const TEXT = journey("one", stage("on replied { send welcome }"));
const BUSY: ObservedJourney = {
  ...QUIET,
  entered: 200,
  inside: 20,
  done: { ...QUIET.done, sent: 150 },
  messages: { welcome: 150 },
  goal: { of: 180, reached: 40, leftOut: 0, leftOutReached: 0 },
};
const verdictOn = (seen: ObservedJourney, text = TEXT) => auditOf(text, observedOf(seen)).journeys?.[0];
const codesOf = (seen: ObservedJourney, text = TEXT) =>
  auditOf(text, observedOf(seen)).findings.map(({ code }) => code);

const goal = (of: number, reached: number, leftOut = 0, leftOutReached = 0) => ({
  ...BUSY,
  goal: { of, reached, leftOut, leftOutReached },
});

test.each<[what: string, seen: ObservedJourney, verdict: string, reason: RegExp]>([
  [
    "people come and reach the goal",
    BUSY,
    "keep",
    /^200 entered, 20 are inside: 40 of 180 came to `deal_won` \(22\.2%\)\.$/,
  ],
  ["nobody comes", QUIET, "retire", /^Nobody has entered `one` for 90 days, and nobody is inside\.$/],
  ["nobody comes any more", { ...QUIET, inside: 3 }, "retire", /; 3 are still inside\.$/],
  [
    "nobody could come for so long",
    { ...QUIET, since: "2026-11-01T00:00:00.000Z" },
    "keep",
    /too few to say more/,
  ],
  [
    "since when is not known",
    { ...QUIET, since: null },
    "keep",
    /since when it could be entered is not known/,
  ],
  [
    "nobody reaches the goal",
    goal(180, 0),
    "rebuild",
    /^Of 180 in `one` whose 90 days were over in the last 90 days, none has come to `deal_won`\.$/,
  ],
  [
    "fewer than the threshold do",
    goal(200, 1),
    "rebuild",
    /1 \(0\.5%\) have come to `deal_won`, less than 1%/,
  ],
  ["as many as the threshold do", goal(200, 2), "keep", /2 of 200/],
  ["too few had their time", goal(29, 0), "keep", /for 29 the time of `deal_won` is over, too few/],
  ["enough had their time", goal(30, 0), "rebuild", /^Of 30 /],
  [
    "whoever is left out fares as well",
    goal(100, 10, 100, 10),
    "rebuild",
    /^Of 100 in `one` 10% came to `deal_won`, and of 100 who were left out 10%/,
  ],
  ["whoever is left out fares worse", goal(100, 10, 100, 9), "keep", /10 of 100/],
  ["too few are left out to compare", goal(100, 10, 99, 50), "keep", /10 of 100/],
  [
    "nothing is done for anybody",
    { ...BUSY, done: QUIET.done, messages: {} },
    "rebuild",
    /for none of them was anything sent/,
  ],
])("%s", (_, seen, verdict, reason) => {
  expect(verdictOn(seen)).toMatchObject({
    journey: "one",
    owner: "marketing",
    verdict,
    reason: expect.stringMatching(reason),
  });
});

describe("an exit of which nobody owns what comes next", () => {
  const text = journey(
    "one",
    `exit back as success on replied ${stage("when size is known { send welcome }")}`,
  );
  const left = (count: number): ObservedJourney => ({
    ...BUSY,
    ended: [{ exit: "back", outcome: "success", count }],
  });

  test("is a gap once somebody has left by it", () => {
    expect(verdictOn(left(3), text)).toMatchObject({
      verdict: "gap",
      reason: expect.stringContaining("3 by `back` left"),
    });
    expect(verdictOn(left(0), text)).toMatchObject({ verdict: "keep" });
  });

  test.each([
    [0, "nobody has left by it"],
    [1, "one has left by it"],
    [7, "7 have left by it"],
  ])("is told with how many left: %i", (count, words) => {
    const { findings } = auditOf(text, observedOf(left(count)));
    expect(findings.find(({ code }) => code === "exit-without-owner")?.sentence).toContain(words);
  });

  test("comes behind a goal that nobody reaches", () => {
    expect(verdictOn({ ...left(3), goal: goal(180, 0).goal }, text)?.verdict).toBe("rebuild");
  });
});

describe("messages that go out to nobody", () => {
  test("are found where enough people came", () => {
    expect(codesOf({ ...BUSY, messages: { other: 3 } })).toContain("message-unsent");
    expect(codesOf(BUSY)).not.toContain("message-unsent");
    expect(codesOf({ ...BUSY, entered: 29, messages: {} })).not.toContain("message-unsent");
  });

  test("are not said of a journey that nobody knows of there", () => {
    const text =
      TEXT + journey("two", `enter on page_visited -> first ${stage("on replied { send welcome }")}`);
    expect(codesOf({ ...BUSY, messages: {} }, text)).not.toContain("message-unsent");
  });
});

test("what is not installed there is kept, and that is said", () => {
  const { journeys } = auditOf(TEXT, observedOf());
  expect(journeys).toMatchObject([{ verdict: "keep", reason: expect.stringContaining("not installed") }]);
});

test("where nothing was observed no journey has a verdict", () => {
  expect(auditOf(TEXT).journeys).toBeNull();
});

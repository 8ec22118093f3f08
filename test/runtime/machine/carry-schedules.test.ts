/**
 * Schedules as a later version is taken over (docs/language.md, rule 14, "Schedules"): an item that has had its run has
 * had it, what is new and has passed is let pass, and what is still to come comes.
 */
import { describe, expect, test } from "vitest";
import { DAY, type Desk, HOUR } from "./play.ts";
import { first, inside, planOf, SECOND } from "./two-versions.ts";

const at = (when: string, does = 'tell sdr "x"', more = ""): string =>
  `${first(`at ${when} { ${does} } ${more} stay`)} ${SECOND}`;
const PASSED = "ignored first/at/after_entry because its day had passed before the version changed";
const MIGRATED = "migrated version 2 as version 1";

/** The days after the entry on which somebody is told. */
const days = (desk: Desk, start: number): readonly number[] =>
  desk.journal.flatMap((entry) => (entry.what === "told" ? [(entry.at - start) / DAY] : []));

/** Days on which it runs if the version changes after so many days. */
function runs(old: string, next: string, after: number, map: readonly { from: string; to: string }[] = []) {
  const all = inside({ old, next, map });
  const { desk } = all;
  const start = desk.now;
  desk.run(start + after * DAY);
  const moved = all.move();
  desk.run(start + 40 * DAY);
  return { days: days(desk, start), wrote: moved.wrote, desk };
}

describe("a list of moments", () => {
  test.each<[name: string, old: string, next: string, after: number, on: number[], wrote: string[]]>([
    ["the same list goes on", "1, 9 days after entry", "1, 9 days after entry", 5, [1, 9], []],
    [
      "what is new and still to come comes",
      "1, 9 days after entry",
      "1, 7, 9 days after entry",
      5,
      [1, 7, 9],
      [],
    ],
    [
      "what is new and has passed is let pass",
      "1, 9 days after entry",
      "1, 3, 9 days after entry",
      5,
      [1, 9],
      [PASSED],
    ],
    [
      "also where nothing has had its run yet",
      "9 days after entry",
      "3, 9 days after entry",
      5,
      [9],
      [PASSED],
    ],
    [
      "what comes at that very instant has passed",
      "9 days after entry",
      "5, 9 days after entry",
      5,
      [9],
      [PASSED],
    ],
    [
      "of two that have passed it is said once",
      "9 days after entry",
      "2, 3, 9 days after entry",
      5,
      [9],
      [PASSED],
    ],
    [
      "what was done is not done again where its offset is another one",
      "1, 9 days after entry",
      "2, 9 days after entry",
      1.5,
      [1, 9],
      [],
    ],
    [
      "what was still to come comes when the later version says",
      "1, 9 days after entry",
      "1, 8 days after entry",
      5,
      [1, 8],
      [],
    ],
    ["and now where that has passed", "1, 9 days after entry", "1, 4 days after entry", 5, [1, 5], []],
    ["what was done and is gone is gone", "1, 9 days after entry", "9 days after entry", 5, [1, 9], []],
    [
      "what was still to come and is gone does not come",
      "1, 9 days after entry",
      "1 day after entry",
      5,
      [1],
      [],
    ],
    ["by what it is and not by its place", "1, 9 days after entry", "9, 1 days after entry", 5, [1, 9], []],
    [
      "one taken from the front and one added behind: what was to come comes",
      "1, 3 days after entry",
      "3, 9 days after entry",
      2,
      [1, 3, 9],
      [],
    ],
    [
      "one added in front and one taken from behind: what has passed is let pass",
      "3, 9 days after entry",
      "1, 3 days after entry",
      2,
      [3],
      [PASSED],
    ],
  ])("%s", (_, old, next, after, on, wrote) => {
    const ran = runs(at(old), at(next), after);
    expect(ran.days).toEqual(on);
    expect(ran.wrote.filter((line) => line !== MIGRATED && !line.startsWith("told"))).toEqual(wrote);
  });

  test("goes by the name that its stage has now", () => {
    const old = at("1, 9 days after entry");
    const next = at("1, 3, 9 days after entry").replace("stage first", "stage begun");
    const { days: on, desk } = runs(old, next, 5, [{ from: "first", to: "begun" }]);
    expect(on).toEqual([1, 9]);
    expect(Object.keys(desk.state.schedules ?? {})).toEqual(["begun/at/after_entry"]);
  });

  test("a schedule that is new: what has passed is let pass, and the rest comes", () => {
    const { days: on, wrote } = runs(`${first("stay")} ${SECOND}`, at("1, 3, 9 days after entry"), 5);
    expect(on).toEqual([9]);
    expect(wrote).toEqual([MIGRATED, PASSED]);
  });

  test("one that is gone comes no more", () => {
    expect(runs(at("1, 9 days after entry"), `${first("stay")} ${SECOND}`, 5).days).toEqual([1]);
  });

  test("one that waits its turn has not passed", () => {
    const spread = "1, 2 days after entry, at most once per 8 days, the later moves on";
    expect(runs(at(spread), at(spread), 5).days).toEqual([1, 9]);
    expect(runs(at(spread), at(spread.replace("1, 2", "1, 2, 3")), 5).days).toEqual([1, 9]);
  });
});

describe("days that come again and again", () => {
  const DAILY = "every day, 09:00";
  test("go on, and the day on which the version changes is not had twice", () => {
    const { days: on } = runs(at("every monday, 12:00"), at("every monday, 12:00"), 5);
    expect(on.slice(0, 2)).toEqual([(3 * HOUR) / DAY, 7 + (3 * HOUR) / DAY]);
  });

  test.each<[name: string, old: string, next: string, after: number, firstOf: number]>([
    ["in the place of a list: from now on", "1, 2 days after entry", DAILY, 5.5, 6],
    ["that are new: from now on", "", DAILY, 5.5, 6],
    ["that are new, and of which none has passed", "", "every monday, 09:00 ", 0.5, 7],
  ])("%s", (_, old, next, after, on) => {
    const before = old === "" ? `${first("stay")} ${SECOND}` : at(old);
    const ran = runs(before, at(next), after).days.filter((day) => day >= after);
    expect(ran[0]).toBe(on);
  });

  test("in the place of which a list has come: what has passed is let pass", () => {
    const { days: on, wrote } = runs(at(DAILY), at("3, 9 days after entry"), 5.5);
    expect(on.filter((day) => day > 5.5)).toEqual([9]);
    expect(wrote).toEqual([MIGRATED, PASSED]);
  });
});

describe("in every stage", () => {
  const every = (when: string, stages: string, anchor = "journey entry"): string =>
    `in every stage { at ${when} days after ${anchor} { tell sdr "x" } } ${stages}`;
  const STAGES = `${first("on demo_requested -> second  stay")} ${SECOND}`;

  test.each<["once" | "next stage"]>([["once"], ["next stage"]])(
    "what is new and has passed is let pass, %s",
    (when) => {
      const all = inside({ old: every("1, 9", STAGES), next: every("1, 3, 9", STAGES) }, when);
      const { desk } = all;
      const start = desk.now;
      desk.run(start + 5 * DAY);
      all.move();
      desk.event("demo_requested");
      expect(desk.plan.version).toBe(2);
      expect(desk.state.stage).toBe("second");
      desk.run(start + 10 * DAY);
      expect(days(desk, start)).toEqual([1, 9]);
    },
  );

  test("and what the next stage alone has is its own, from its entry", () => {
    const second = (when: string) =>
      `stage second { owner sdr  lasts at most 10 days, then exit gone  at ${when} { tell sdr "y" }  stay }`;
    const stages = (when: string): string => `${first("on demo_requested -> second  stay")} ${second(when)}`;
    const all = inside(
      {
        old: every("1, 9", stages("2 days after entry")),
        next: every("1, 9", stages("0, 2 days after entry")),
      },
      "next stage",
    );
    const { desk } = all;
    const start = desk.now;
    desk.run(start + 5 * DAY);
    all.move();
    desk.event("demo_requested");
    desk.run(start + 8 * DAY);
    expect(days(desk, start)).toEqual([1, 5, 7]);
  });
});

test("what was done of a schedule in another stage is not done again", () => {
  const stages = (when: string): string =>
    `${first(`at ${when} days after entry { tell sdr "x" }  on demo_requested -> second  stay`)}
     stage second { owner sdr  lasts at most 10 days, then exit gone  on demo_held -> first  stay }`;
  const all = inside({ old: stages("1, 9"), next: stages("1, 4, 9") });
  const { desk } = all;
  const start = desk.now;
  desk.run(start + 2 * DAY);
  desk.event("demo_requested");
  all.move();
  desk.event("demo_held");
  desk.run(start + 20 * DAY);
  expect(planOf(stages("1, 9")).version).toBe(1);
  expect(days(desk, start)).toEqual([1, 6, 11]);
});

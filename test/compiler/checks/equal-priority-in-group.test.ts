import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const journey = (name: string, exclusive: string, enter = "visited") => `
journey ${name} v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  ${exclusive}
  enter on ${enter} -> first
  exit done as success
  stage first { owner sales  lasts at most 3 days, then exit done  stay }
}`;

const CODE = { code: "equal-priority-in-group" };

describe("equal-priority-in-group", () => {
  it("refuses two that one event can start together", () => {
    expectChecks(
      journey("one", "exclusive selling, priority 5, gives way and ends") +
        journey("two", "«exclusive selling, priority 5, gives way and pauses»", "signs"),
      [
        {
          ...CODE,
          message: "`visited` can start `one` and `two` together, both of group `selling` with priority 5.",
        },
      ],
    );
  });

  it("takes another priority, another group, and another event", () => {
    const one = journey("one", "exclusive selling, priority 5, gives way and ends");
    for (const [exclusive, enter] of [
      ["exclusive selling, priority 6, gives way and ends", "visited"],
      ["exclusive caring, priority 5, gives way and ends", "visited"],
      ["exclusive selling, priority 5, gives way and ends", "asked"],
      ["", "visited"],
    ] as const)
      expectChecks(one + journey("two", exclusive, enter), []);
  });

  const SAME = "exclusive selling, priority 5, gives way and ends";
  const entered = (name: string, entry: string, exclusive = SAME) =>
    journey(name, exclusive).replace("enter on visited", entry);

  it.each<[how: string, one: string, other: string]>([
    ["two conditions over one field", "enter when opted_out", "enter when opted_out and size is known"],
    ["a date from which both are counted", "enter at 9 days before seen", "enter at 3 days after seen"],
    [
      "an event that updates what the other reads",
      "enter on bought",
      "enter when amount > 5 EUR counting blank as no",
    ],
    ["an event that counts for a score", "enter on visited", "enter when interest is hot"],
  ])("sees %s", (_, one, other) => {
    expectChecks(entered("one", one) + entered("two", other, `«${SAME}»`), [CODE]);
  });

  it("takes entries on one event whose conditions never hold together", () => {
    expectChecks(
      entered("one", 'enter on visited where path is "/a"') +
        entered("two", 'enter on visited where path is "/b"'),
      [],
    );
    expectChecks(
      entered("one", "enter when size > 9 counting blank as no") +
        entered("two", "enter when size < 5 counting blank as no"),
      [],
    );
  });
});

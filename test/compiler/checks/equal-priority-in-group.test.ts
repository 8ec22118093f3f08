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
});

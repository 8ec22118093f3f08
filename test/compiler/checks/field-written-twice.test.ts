import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const journey = (name: string, step: string, exclusive = "") => `
journey ${name} v1 of lead {
  owner head  goal bought within 90 days  review every 3 months  ${exclusive}
  enter on visited -> first
  exit done as success
  stage first { owner sales  lasts at most 3 days, then exit done  on asked { ${step} }  stay }
}`;
const CODE = { code: "field-written-twice" };
const group = (priority: number) => `exclusive selling, priority ${priority}, gives way and pauses`;

describe("field-written-twice", () => {
  it("refuses one field that two journeys set", () => {
    expectChecks(journey("one", "set size to 1") + journey("two", "«set size to 2»  set size to 3"), [
      { ...CODE, message: "`size` is set by `one` and `two`, which can run at the same time." },
    ]);
  });

  it("takes two fields, one journey, and one exclusive group", () => {
    expectChecks(journey("one", "set size to 1") + journey("two", "set stage to small"), []);
    expectChecks(journey("one", "set size to 1  wait 1 day  set size to 2"), []);
    expectChecks(journey("one", "set size to 1", group(1)) + journey("two", "set size to 2", group(2)), []);
  });
});

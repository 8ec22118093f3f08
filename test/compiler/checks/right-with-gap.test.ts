import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const right = (lines: string, name = "terms") =>
  `right ${name} of lead about discount { owner head  order sales, head  ${lines}  answers yes_please, no_thanks  answer on daily }`;
const gap = (words: string) => [
  { code: "right-with-gap", message: `Right \`terms\` asks nobody when ${words}.` },
];

describe("right-with-gap", () => {
  it("finds what lies between two limits", () => {
    expectChecks(
      right("ask sales when discount up to 10%  ask head when discount over 12%", "«terms»"),
      gap("`discount` is over 10% and under 12%"),
    );
  });

  it("finds an edge that belongs to neither side", () => {
    expectChecks(
      right("ask sales when discount < 10%  ask head when discount over 10%", "«terms»"),
      gap("`discount` is 10%"),
    );
  });

  it("finds the blank", () => {
    const lines = (blank: string) =>
      `ask sales when amount up to 9_000 EUR counting blank as no  ask head when amount over 9_000 EUR${blank}`;
    expectChecks(right(lines(" counting blank as no"), "«terms»"), gap("`amount` is blank"));
    expectChecks(right(lines(" or amount is blank")), []);
  });

  it("looks at listed values and at several fields together", () => {
    expectChecks(
      right(
        "ask sales when stage is small counting blank as yes  ask head when stage is large counting blank as no and opted_out",
        "«terms»",
      ),
      gap("`stage` is large and `opted_out` is no"),
    );
  });

  it("takes limits that meet, and proves nothing from a test that it does not know", () => {
    expectChecks(right("ask sales when discount up to 10%  ask head when discount over 10%"), []);
    expectChecks(right('ask sales when name contains "x"  ask head when discount over 10%'), []);
  });
});

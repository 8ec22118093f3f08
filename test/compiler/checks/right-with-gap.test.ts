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
      right("ask sales when discount up to 11%  ask head when discount over 12%", "«terms»"),
      gap("`discount` is over 11% and under 12%"),
    );
  });

  it("finds an edge that belongs to neither side", () => {
    expectChecks(
      right("ask sales when discount < 11%  ask head when discount over 11%", "«terms»"),
      gap("`discount` is 11%"),
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

  it.each<[what: string, lines: string, words: string]>([
    [
      "dates",
      "ask sales when seen < 2026-03-01 counting blank as no  ask head when seen > 2026-03-01 counting blank as yes",
      "`seen` is 2026-03-01",
    ],
    ["words", 'ask sales when name is "x"  ask head when name is "y"', "`name` is something else"],
    [
      "countries",
      "ask sales when country in (DK, SE) counting blank as no  ask head when country is NO counting blank as yes",
      "`country` is something else",
    ],
    ["bands", "ask sales when interest is warm  ask head when interest is hot", "`interest` is under warm"],
  ])("looks at %s", (_, lines, words) => expectChecks(right(lines, "«terms»"), gap(words)));

  it("looks into audiences", () => {
    expectChecks(
      `audience gone of lead { when opted_out }
      ${right("ask sales when gone  ask head when discount over 11%", "«terms»")}`,
      gap("`opted_out` is no and `discount` is under 11%"),
    );
  });

  it("looks at times of day and lengths of time, within the day", () => {
    const slot = (lines: string, name: string) =>
      `subject slot { owner head  email: email key  opens: time  takes: duration }
      right ${name} of slot about opens { owner head  order sales, head  ${lines}  answers yes_please, no_thanks  answer on daily }`;
    expectChecks(slot("ask sales when opens < 12:00  ask head when opens >= 12:00", "terms"), []);
    expectChecks(
      slot("ask sales when takes < 2 days  ask head when takes over 48 hours", "«terms»"),
      gap("`takes` is 48 hours"),
    );
  });

  it("takes limits that meet, and proves nothing from a test that it does not know", () => {
    expectChecks(right("ask sales when discount up to 11%  ask head when discount over 11%"), []);
    expectChecks(right('ask sales when name contains "x"  ask head when discount over 11%'), []);
  });
});

/** Scheduled data care (docs/language.md, 4.6): what must be said, and what fits. */
import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const care = (rules: string, more = "runs every 7 days") =>
  `hygiene care of lead { owner head  ${more}  ${rules} }`;

describe("hygiene", () => {
  it.each([
    "merge duplicates by email keeping the latest",
    "merge duplicates by name, company keeping the first",
    "flag opted_out when company is blank",
    "flag opted_out when no signs for 90 days",
    'flag opted_out when no visited where path is "x" for 3 days',
    "ask sales for country, company when country is blank or company is blank on daily",
    "ask sales for country on daily",
    "ask the owner for country on daily",
    "ask sales picked by team for country when interest is hot on daily",
  ])("may: %s", (rule) => expectChecks(care(rule), []));

  it("names its cadence, in exact time, and a ladder for what it asks", () => {
    expectChecks("hygiene «care» of lead { owner head }", [{ code: "missing-part" }]);
    expectChecks(care("", "runs every «1 month»"), [{ code: "odd-duration" }]);
    expectChecks(care("«ask sales for country»"), [{ code: "wait-without-bound" }]);
  });

  it("names what there is, of the right kind", () => {
    expectChecks(care("flag «cold» when company is blank"), [{ code: "unknown-field" }]);
    expectChecks(care("flag «size» when company is blank"), [{ code: "wrong-type" }]);
    expectChecks(care("ask sales for «contry» on daily"), [{ code: "unknown-field" }]);
    expectChecks(care("ask sales for country on «dayly»"), [{ code: "unknown-ladder" }]);
    expectChecks(care("ask «salse» for country on daily"), [{ code: "unknown-role" }]);
    expectChecks(care("merge duplicates by «mail» keeping the latest"), [{ code: "unknown-field" }]);
    expectChecks(care("flag opted_out when «size» > 5"), [{ code: "blank-unhandled" }]);
  });

  it("asks nobody who is not there, and bears the name of no journey", () => {
    expectChecks(care("ask «the holder» for country on daily"), [{ code: "nobody-meant" }]);
    const first = "stage first { owner sales  lasts at most 3 days, then exit done  stay }";
    expectChecks(`${journey(first)} hygiene «trial» of lead { owner head  runs every 7 days }`, [
      { code: "duplicate-name" },
    ]);
  });
});

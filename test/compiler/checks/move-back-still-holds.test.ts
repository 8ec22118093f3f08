import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const stages = (on: string, back: string, more = "") =>
  journey(`
    stage first { owner sales  lasts at most 30 days, then exit done  ${on}  stay }
    stage second { owner sales  lasts at most 9 days, then exit done  ${back} }
    ${more}
  `);
const CODE = { code: "move-back-still-holds" };

describe("move-back-still-holds", () => {
  it("refuses a way back to where a state leads on at once", () => {
    expectChecks(stages("when interest is hot -> second", "wait 1 day  «-> first»"), [
      {
        ...CODE,
        message:
          "Who comes back to `first` here may be sent on to `second` at once: its condition may still hold.",
        help: "Write `turns`",
      },
    ]);
    expectChecks(
      stages(
        "when opted_out -> second",
        "wait 1 day  -> third",
        "stage third { owner sales  lasts at most 3 days, then «-> first»  stay }",
      ),
      [CODE],
    );
  });

  it("takes `turns`, an absence, and what fires once ever", () => {
    const back = "wait 1 day  -> first";
    expectChecks(stages("when interest turns hot -> second", back), []);
    expectChecks(stages("when no signs for 9 days -> second", back), []);
    expectChecks(stages("when interest is hot, at most once ever -> second", back), []);
  });

  it("takes a way back that excludes it, or that changes what it asks", () => {
    expectChecks(stages("when interest is hot -> second", "when interest is warm -> first  stay"), []);
    expectChecks(stages("when opted_out -> second", "when not opted_out -> first  stay"), []);
    expectChecks(
      stages(
        "when opted_out -> second",
        'task ask "Ask" by sales, on daily { back { set opted_out to no  -> first } }',
      ),
      [],
    );
  });

  it("takes a way back that never comes from there", () => {
    expectChecks(
      stages(
        "when interest is hot -> second  on asked -> third",
        "stay",
        "stage third { owner sales  lasts at most 3 days, then -> first  stay }",
      ),
      [],
    );
  });
});

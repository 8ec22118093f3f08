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

  it.each<[how: string, source: string]>([
    ["by a block of steps", stages('when opted_out { tell head "x"  -> second }', "wait 1 day  «-> first»")],
    [
      "behind another condition",
      stages("when opted_out { if size is known { -> second } }", "wait 1 day  «-> first»"),
    ],
    [
      "through a handover",
      stages(
        "when opted_out -> second through over",
        "wait 1 day  «-> first»",
        "handover over from first to second { giver sales  receiver sales  accountable head  carries name  accept on daily  decline needs reason { wrong stay } }",
      ),
    ],
    [
      "for an audience",
      `audience gone of lead { when opted_out } ${stages("when gone -> second", "wait 1 day  «-> first»")}`,
    ],
  ])("finds one that leads on %s", (_, source) => expectChecks(source, [CODE]));

  it.each<[how: string, source: string]>([
    [
      "from every stage",
      stages("when opted_out -> second", "stay", "in every stage { on asked «-> first» }"),
    ],
    [
      "at a bound",
      stages("when opted_out -> second", "stay").replace(
        "at most 9 days, then exit done",
        "at most 9 days, then «-> first»",
      ),
    ],
    [
      "in a decline",
      stages(
        "when opted_out -> second",
        "on asked -> third through over  stay",
        `stage third { owner sales  lasts at most 3 days, then exit done  stay }
        handover over from second to third { giver sales  receiver sales  accountable head  carries name  accept on daily  decline needs reason { wrong «-> first» } }`,
      ),
    ],
    [
      "after the last retry",
      stages(
        "when opted_out -> second",
        'task call "x" by sales, on daily { no_answer { wait 1 day  retry at most 2 times, then «-> first» } }',
      ),
    ],
  ])("finds a way back %s", (_, source) => expectChecks(source, [CODE]));

  it("finds what a ladder takes back", () => {
    const ladder = "ladder back { within 1 business day  at last take back «-> first» }";
    expectChecks(ladder + stages("when opted_out -> second", 'task call "x" by sales, on back  stay'), [
      CODE,
    ]);
  });

  it("takes a block that waits before it leads on, and what an action or an audience's field changes", () => {
    expectChecks(stages("when opted_out { wait 1 day  -> second }", "wait 1 day  -> first"), []);
    expectChecks(
      `audience gone of lead { when opted_out } ${stages(
        "when gone -> second",
        'task call "x" by sales, on daily { back { set opted_out to no  -> first } }',
      )}`,
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

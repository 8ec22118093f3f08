import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const round = (steps: string, back: string) =>
  journey(`
    stage first { owner sales  lasts at most 3 days, then exit done  ${steps} }
    stage second { owner sales  lasts at most 3 days, then exit done  ${back} }
  `);

describe("loop-without-wait", () => {
  it("finds moves that go round at once", () => {
    expectChecks(round("send welcome  «-> second»", "-> first"), [
      {
        code: "loop-without-wait",
        message: "The moves first -> second -> first go round without ever waiting.",
      },
    ]);
  });

  it("finds them in parallel tracks that do not wait", () => {
    const together = (steps: string) =>
      `together up to 1 day until any { a { ${steps} } none go on } exit done`;
    expectChecks(round(together("«-> second»"), together("-> first")), [{ code: "loop-without-wait" }]);
    expectChecks(round(together("wait 1 day  -> second"), "-> first"), []);
  });

  it("finds a round whose moment may have passed: then it is no wait", () => {
    expectChecks(round("wait until seen  «-> second»", "-> first"), [{ code: "loop-without-wait" }]);
    expectChecks(round("wait until 2 days after entry  -> second", "-> first"), []);
    const bound =
      "stage second { owner sales  lasts until 2027-01-01, then -> first  on asked exit done  stay }";
    expectChecks(
      journey(`stage first { owner sales  lasts until 2027-01-01, then «-> second»  stay } ${bound}`),
      [{ code: "loop-without-wait" }],
    );
  });

  it("takes a round that waits", () => {
    expectChecks(round("-> second", "wait 1 day  -> first"), []);
    expectChecks(round("-> second", 'task call "Call" by sales, on daily { again -> first }'), []);
  });

  it("tells of two rounds that share a stage, and of each once", () => {
    const leave = "lasts at most 3 days, then exit done";
    expectChecks(
      journey(`
        stage first  { owner sales  ${leave}  if opted_out { «-> second» } else { -> third } }
        stage second { owner sales  ${leave}  if opted_out { -> first } else { «-> third» } }
        stage third  { owner sales  ${leave}  -> second }
      `),
      [
        {
          code: "loop-without-wait",
          message: "The moves first -> second -> first go round without ever waiting.",
        },
        {
          code: "loop-without-wait",
          message: "The moves second -> third -> second go round without ever waiting.",
        },
      ],
    );
  });
});

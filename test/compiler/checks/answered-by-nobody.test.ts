import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "answered-by-nobody" } as const;

describe("answered-by-nobody", () => {
  it.each([
    "wait up to 2 days for asked { got needs «size» go on  none go on } stay",
    "wait up to 2 days for asked { none «reassign» } stay",
    "choose { when opted_out «reassign»  otherwise go on } stay",
    "together up to 2 days until all { one needs «size» { send welcome }  none go on } stay",
  ])("reports %s", (lines) => expectChecks(stage(lines), [CODE]));

  it("takes what somebody answers: a task, a decision, an offer", () => {
    expectChecks(
      journey(`
        stage first {
          owner marketing  lasts at most 30 days, then exit done
          task call "Call {name}" by the holder, on daily {
            reached needs size { decide discount { approved needs seen go on  declined reassign } }
            not_mine reassign
          }
          -> second through to_sales
        }
        stage second { owner sales  lasts at most 3 days, then exit done  stay }
        handover to_sales from first to second {
          giver marketing  receiver sales picked by team  accountable head  carries name
          accept on daily
          decline needs reason { later needs seen stay  not_mine reassign }
        }`),
      [],
    );
  });
});

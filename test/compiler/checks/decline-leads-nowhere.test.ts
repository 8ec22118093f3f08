import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const declined = (reasons: string) =>
  journey(`
    stage first { owner marketing  lasts at most 3 days, then -> second through over  stay }
    stage second { owner sales  lasts at most 3 days, then exit done  stay }
    handover over from first to second {
      receiver sales  accountable head  accept on daily
      decline needs reason { ${reasons} }
    }
  `);

describe("decline-leads-nowhere", () => {
  it("wants a next holder for each reason", () => {
    expectChecks(declined('«too_early» go on  «no_fit» { tell head "Declined" }  wrong_person reassign'), [
      { code: "decline-leads-nowhere" },
      { code: "decline-leads-nowhere" },
    ]);
  });

  it("takes steps that end somewhere", () => {
    expectChecks(declined('no_fit { tell head "Declined" exit done }  too_early stay'), []);
  });
});

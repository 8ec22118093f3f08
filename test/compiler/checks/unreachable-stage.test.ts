import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const end = "lasts at most 3 days, then exit done  stay";

describe("unreachable-stage", () => {
  it("finds stages that nothing leads to, also those that lead to each other", () => {
    expectChecks(
      journey(`
        stage first { owner sales  ${end} }
        stage «second» { owner sales  lasts at most 3 days, then -> third  stay }
        stage «third» { owner sales  on asked -> second  ${end} }
      `),
      [{ code: "unreachable-stage" }, { code: "unreachable-stage" }],
    );
  });

  it("is silent when a stage that is named does not exist", () => {
    expectChecks(
      journey(`
        stage first { owner sales  on asked -> «secnd»  ${end} }
        stage second { owner sales  ${end} }
      `),
      [{ code: "unknown-stage", help: "Did you mean `second`?" }],
    );
  });

  it("counts where a declined offer leads", () => {
    expectChecks(
      journey(`
        stage first { owner marketing  lasts at most 3 days, then -> second through over  stay }
        stage second { owner sales  ${end} }
        stage third { owner marketing  ${end} }
        handover over from first to second {
          receiver sales  accountable head  accept on daily
          decline needs reason { too_early -> third }
        }
      `),
      [],
    );
  });

  it("counts where a ladder takes it back to", () => {
    expectChecks(
      `ladder back { within 1 business day  at last take back -> third }
      ${journey(`
        stage first { owner sales  task call "Call" by sales, on back  ${end} }
        stage third { owner sales  ${end} }
      `)}`,
      [],
    );
  });
});

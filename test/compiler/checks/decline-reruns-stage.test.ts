import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const declining = (results: string, from = "first") =>
  journey(`
    stage first  { owner marketing  lasts at most 9 days, then exit done  send welcome  -> second through to_sales }
    stage other  { owner marketing  lasts at most 9 days, then exit done  -> second through to_sales }
    stage second { owner sales  lasts at most 3 days, then exit done  on asked -> other through back  stay }
    handover to_sales from ${from} to second {
      giver marketing  receiver sales picked by team  accountable head  carries name
      accept on daily
      decline needs reason { ${results} }
    }
    handover back from second to other { receiver marketing at once  accountable head  carries name }`);

describe("decline-reruns-stage", () => {
  it("reports a decline that leads to the stage that gives, wherever it does", () => {
    const code = "decline-reruns-stage";
    const help = "Write `stay`";
    expectChecks(declining("later «-> first»  not_mine reassign", "first, other"), [{ code, help }]);
    expectChecks(declining('later { tell head "x"  «-> first» }  not_mine reassign', "first, other"), [
      { code },
    ]);
  });

  it("takes `stay`, and a stage that does not give", () => {
    expectChecks(declining("later stay", "first, other"), []);
    const source = declining("later -> other").replace(
      "-> second through to_sales }\n    stage second",
      "stay }\n    stage second",
    );
    expectChecks(source, []);
  });
});

import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const CODE = { code: "handover-does-not-serve-move" };
const three = (move: string) =>
  journey(`
    stage first { owner marketing  lasts at most 3 days, then -> second through over  stay }
    stage second { owner sales  lasts at most 3 days, then ${move}  stay }
    stage third { owner marketing  lasts at most 3 days, then exit done  stay }
    handover over from first to second { receiver sales  accountable head  accept on daily }
    handover back from second to third { receiver marketing at once  accountable head }
  `);

describe("handover-does-not-serve-move", () => {
  it("refuses a handover that leads elsewhere", () => {
    expectChecks(three("-> third through «over»"), [
      { ...CODE, message: "Handover `over` does not lead from `second` to `third`." },
    ]);
  });

  it("leaves a stage that is misspelt in the handover to be told as such", () => {
    expectChecks(three("-> third through back").replace("from first to second", "from «frst» to second"), [
      { code: "unknown-stage", help: "Did you mean `first`?" },
    ]);
  });

  it("takes one that names both stages", () => {
    expectChecks(three("-> third through back"), []);
  });
});

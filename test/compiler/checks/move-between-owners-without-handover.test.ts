import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const CODE = { code: "move-between-owners-without-handover" };
const two = (move: string, owner = "sales") =>
  journey(`
    stage first { owner marketing  lasts at most 3 days, then ${move}  stay }
    stage second { owner ${owner}  lasts at most 3 days, then exit done  stay }
    handover over from first to second { receiver sales  accountable head  accept on daily }
  `);

describe("move-between-owners-without-handover", () => {
  it("wants a handover where the owner changes", () => {
    expectChecks(two("«-> second»"), [{ ...CODE, help: "Write `-> second through HANDOVER`." }]);
    expectChecks(two("-> second through over"), []);
  });

  it("wants none where the owner stays", () => {
    expectChecks(two("-> second", "marketing"), []);
  });

  it("is silent when an owner is unknown", () => {
    expectChecks(two("-> second", "«nobody»"), [{ code: "unknown-role" }]);
  });
});

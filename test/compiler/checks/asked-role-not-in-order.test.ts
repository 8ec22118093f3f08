import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const right = (order: string, lines: string) =>
  `right terms of lead about discount { owner head  order ${order}  ${lines}  answers yes_please, no_thanks  answer on daily }`;

describe("asked-role-not-in-order", () => {
  it("wants each role that is asked in the order", () => {
    expectChecks(right("head", "ask head when discount over 5%  ask «sales» when discount up to 5%"), [
      { code: "asked-role-not-in-order" },
    ]);
  });

  it("refuses to also ask a role that stands in the order", () => {
    expectChecks(
      right("sales, head", "ask head when discount >= 0% or discount < 0%  also ask «sales» when opted_out"),
      [{ code: "also-asked-role-in-order" }],
    );
  });

  it("is silent when the order names a role that does not exist", () => {
    expectChecks(right("«slaes»", "ask sales when discount >= 0% or discount < 0%"), [
      { code: "unknown-role" },
    ]);
  });
});

import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const action = (fields: string) =>
  `action bill { owner head  ${fields}  within 2 minutes  retry at most 3 times }`;

describe("computed-input", () => {
  it("finds an input that is to be worked out", () => {
    expectChecks(action("in { price: money  total: money = «price * 12» }"), [{ code: "computed-input" }]);
  });

  it("takes inputs that are given or have a default", () => {
    expectChecks(action("in { price: money  months: number = 12 }"), []);
  });
});

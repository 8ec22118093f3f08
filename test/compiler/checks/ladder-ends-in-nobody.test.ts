import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const CODE = { code: "ladder-ends-in-nobody", help: "Add `at last  give to the manager`." };
const ladder = (rungs: string) => `ladder slow { within 2 business days  ${rungs} }`;

describe("ladder-ends-in-nobody", () => {
  it.each([
    "remind",
    "tell the manager",
    "reassign at most 2 times and tell the manager",
    "give to the holder",
  ])("does not end with %s", (rung) =>
    expectChecks(ladder(`after 1 business day remind  after 2 business days «${rung}»`), [CODE]),
  );

  it.each(["give to the manager", "give to head", "note it", "stays open", "tell head and give to head"])(
    "ends with %s",
    (rung) => expectChecks(ladder(`after 1 business day remind  at last ${rung}`), []),
  );

  it("needs a rung at all", () => {
    expectChecks("ladder «slow» { within 2 business days }", [CODE]);
  });
});

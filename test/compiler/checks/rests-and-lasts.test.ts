import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const parked = (lines: string) => journey(`stage first { owner sales  ${lines}  stay }`);

describe("rests-and-lasts", () => {
  it("finds a stage that says both", () => {
    expectChecks(parked("lasts at most 9 days, then exit done  «rests, reviewed every 90 days»"), [
      { code: "rests-and-lasts" },
    ]);
  });

  it("takes either", () => {
    expectChecks(parked("lasts at most 9 days, then exit done"), []);
    expectChecks(parked("rests, reviewed every 90 days  on asked exit done"), []);
  });
});

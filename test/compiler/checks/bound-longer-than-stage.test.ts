import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const inStage = (lasts: string, steps: string) =>
  journey(`stage first { owner sales  lasts at most ${lasts}, then exit done  ${steps}  stay }`);
const CODE = { code: "bound-longer-than-stage" } as const;

describe("bound-longer-than-stage", () => {
  it("reports a wait that its stage does not live to see", () => {
    expectChecks(inStage("3 days", "wait «4 days»"), [CODE]);
    expectChecks(inStage("3 days", "wait up to «1 week» for asked { none go on }"), [CODE]);
    expectChecks(inStage("3 days", 'every «80 hours», at most 2 times { tell sales "x" }'), [CODE]);
    expectChecks(inStage("1 month", "wait «32 days»"), [CODE]);
    expectChecks(inStage("3 days", "if opted_out { wait «10 business days» }"), [CODE]);
  });

  it("takes one that may end in time, and what is counted from elsewhere", () => {
    expectChecks(inStage("3 days", "wait 3 days"), []);
    expectChecks(inStage("1 month", "wait 31 days"), []);
    expectChecks(inStage("5 business days", "wait 9 days"), []);
    expectChecks(inStage("3 days counted from journey entry", "wait 4 days"), []);
    expectChecks(inStage("3 days", "wait until 4 days after entry"), []);
  });
});

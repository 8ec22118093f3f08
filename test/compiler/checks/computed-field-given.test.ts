import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const CODE = [{ code: "computed-field-given" }];
const SUBJECT = (more: string) =>
  `subject visitor { owner head  id: text key  n: number = 1  twice: number = n * 2 ${more} }`;
const EVENT = (fields: string) => `event came of visitor { ${fields} }`;
const JOURNEY = (lines: string) => `
journey stay_on v1 of visitor {
  owner head  goal came within 9 days  review every 3 months
  enter on came -> first
  exit done as success
  stage first { owner marketing  lasts at most 9 days, then exit done ${lines} stay }
}`;

describe("computed-field-given", () => {
  it("is worked out, and so no step, person or event says it", () => {
    const all = (event: string, lines: string) => `${SUBJECT("")} ${EVENT(event)} ${JOURNEY(lines)}`;
    expectChecks(all("n: number", "set n to 3"), []);
    expectChecks(all("n: number", "set «twice» to 3"), CODE);
    expectChecks(all("«twice»: number", ""), CODE);
    expectChecks(all("", 'task call "x" by the holder, on daily { done needs «twice» go on }'), CODE);
  });

  it("is no key", () => {
    expectChecks(`subject thing { owner head  n: number = 1  «id»: number key = n * 2 }`, CODE);
  });

  it("is given by no scenario", () => {
    const scenario = (given: string, act: string) =>
      `${SUBJECT("")} ${EVENT("a: number = 1  b: number = a * 2")} ${JOURNEY("")}
      scenario "x" of stay_on { given { id: "x" ${given} } start 2026-11-23 09:00 at 0 minutes came { ${act} } }`;
    expectChecks(scenario("n: 3", "a: 2"), []);
    expectChecks(scenario("«twice»: 3", "a: 2"), CODE);
    expectChecks(scenario("n: 3", "«b»: 2"), CODE);
  });
});

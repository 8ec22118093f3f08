import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "scenario-leaves-out" } as const;
const scenario = (title: string, given: string, lines: string) =>
  `${stage("stay")} scenario ${title} of trial { given { ${given} }  start 2026-11-23 09:00  ${lines} }`;
const MARIA = 'email: "maria@example.com"  name: "Maria"';

describe("scenario-leaves-out", () => {
  it("reports an event that is given without a field that it always has", () => {
    expectChecks(scenario('"x"', MARIA, "at 0 minutes «visited» { seconds: 3 }"), [
      { ...CODE, message: "The scenario gives a `visited` without `path`." },
    ]);
    expectChecks(scenario('"x"', MARIA, "at 0 minutes «bought»"), [CODE]);
  });

  it("reports a subject that is given without one, unless the first event brings it", () => {
    expectChecks(scenario('«"x"»', 'email: "maria@example.com"', "at 0 minutes asked"), [
      { ...CODE, message: "The scenario gives a `lead` without `name`." },
    ]);
  });

  it("takes what is whole: what may be blank or has a default need not be given", () => {
    expectChecks(scenario('"x"', MARIA, 'at 0 minutes visited { path: "/" }  at 1 day asked'), []);
  });

  it("knows a field that there is not, and a value of another type, in what is given and what happens", () => {
    expectChecks(scenario('"x"', `${MARIA}  «age»: 3`, 'at 0 minutes visited { path: "/" }'), [
      { code: "unknown-field" },
    ]);
    expectChecks(scenario('"x"', `${MARIA}  size: «"ten"»`, 'at 0 minutes visited { path: "/" }'), [
      { code: "wrong-type" },
    ]);
    expectChecks(scenario('"x"', MARIA, "at 0 minutes visited { path: «3» }"), [{ code: "wrong-type" }]);
    // What is misspelt is the one that is missing.
    expectChecks(scenario('"x"', MARIA, 'at 0 minutes visited { «paht»: "/" }'), [{ code: "unknown-field" }]);
  });
});

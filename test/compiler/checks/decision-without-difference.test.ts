import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "decision-without-difference" } as const;
const deciding = (results: string, before = "") =>
  stage(`task offer "Make an offer" by sales, on daily {
    listed  stay
    cheaper { ${before} decide «discount» { ${results} } }
  }`);
const plain = (source: string) => source.replace(/[«»]/g, "");

describe("decision-without-difference", () => {
  it("reports a decision whose answers all lead to the same", () => {
    expectChecks(deciding("approved exit done  declined exit done"), [
      {
        ...CODE,
        message: "It makes no difference what is decided on `discount`: every answer leads to the same.",
      },
    ]);
    expectChecks(deciding("approved, declined exit done"), [CODE]);
  });

  it("takes what is written in two ways for the same", () => {
    expectChecks(deciding("approved stay  declined { stay }"), [CODE]);
    expectChecks(deciding("approved exit done  declined { exit done }"), [CODE]);
    const told = '{ tell sales "It is decided"  exit done }';
    expectChecks(deciding(`approved ${told}  declined ${told}`), [CODE]);
  });

  it.each([
    "approved exit done  declined stay",
    "approved exit done  declined exit gone",
    'approved { tell sales "Yes"  stay }  declined { tell sales "No"  stay }',
  ])("is content with: %s", (results) => expectChecks(plain(deciding(results)), []));

  it("is content where an answer is written down with something that another does without", () => {
    expectChecks(plain(deciding("approved exit done  declined needs reason exit done")), []);
  });

  it("is content with a right of one answer, which only asks whether", () => {
    const one = "right look of lead about discount { owner head  order head  ask head when discount over 0%";
    const right = `${one} or discount up to 0%  answers seen  answer on daily }\n`;
    expectChecks(right + plain(stage("decide look { seen stay }")), []);
  });

  it("is content with a right that counts: what was approved is added up", () => {
    const right = `right rebate of lead about amount {
      owner head  order sales, head
      counts the sum of amount over the account in the last 90 days
      ask sales when amount up to 5_000 EUR counting blank as no
      ask head  when amount over 5_000 EUR or amount is blank
      answers approved, declined  answer on daily }\n`;
    expectChecks(right + stage("decide rebate { approved stay  declined stay }"), []);
  });

  it("leaves a missing answer to what is missing", () => {
    expectChecks(stage("decide «discount» { approved stay }"), [{ code: "result-not-handled" }]);
  });

  it("may be silenced with a reason", () => {
    const allow = 'allow decision-without-difference because "The auditors want to see it"';
    expectChecks(plain(deciding("approved exit done  declined exit done", allow)), []);
  });
});

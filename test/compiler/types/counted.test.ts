import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const right = (line: string, of = "lead", about = "discount") =>
  `right terms of ${of} about ${about} { owner head  order head  ask head when email is known  ${line}  answers yes_please, no_thanks  answer on daily }`;

describe("what a right counts", () => {
  it("adds up", () => {
    expectChecks(right("counts the sum of amount over the account in the last 30 days"), []);
    expectChecks(right("counts the sum of «name» over the account in the last 30 days"), [
      { code: "wrong-type" },
    ]);
    expectChecks(right("counts the sum of «amuont» over the account in the last 30 days"), [
      { code: "unknown-field" },
    ]);
  });

  it("is counted over an account that there is", () => {
    expectChecks(
      `subject visitor { owner head  email: email key  size: number = 1 }
      ${right("counts the sum of size over the «account» in the last 30 days", "visitor", "size")}`,
      [{ code: "missing-part", message: "Subject `visitor` names no account." }],
    );
  });

  it("may be counted over any field that they have in common", () => {
    expectChecks(right("counts the sum of amount over the country in the last 30 days"), []);
    expectChecks(right("counts the sum of amount over the «contry» in the last 30 days"), [
      { code: "unknown-field", help: "Did you mean `country`?" },
    ]);
  });

  it("is counted in exact time", () => {
    expectChecks(right("counts the sum of amount over the account in the last «1 month»"), [
      { code: "odd-duration" },
    ]);
  });
});

import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const right = (name: string, limit: string, about = "discount, size", more = "") =>
  `right ${name} of lead about ${about} { owner head  order sales, head  ${more}
    ask sales when discount up to ${limit}  ask head when discount over ${limit.replace(/[«»]/g, "")}
    answers yes_please, no_thanks  answer on daily }`;
const limits = (first: string, second: string) => right("terms", first) + right("rebate", second);

describe("rights-overlap", () => {
  it("warns of two that draw the same line over the same field", () => {
    const source = (right("terms", "7%") + right("rebate", "7%")).replace(
      /(rebate[\s\S]*?when )(discount up to 7%)/,
      "$1«$2»",
    );
    expectChecks(source, [
      {
        code: "rights-overlap",
        message: "Rights `terms` and `rebate` both decide about `discount`, at the same limit.",
      },
    ]);
  });

  it("warns once of each, with the first that it overlaps", () => {
    expectChecks(
      `right terms of lead about discount { owner head  order sales, head
      ask sales when «discount up to 10%»  ask head when discount over 10%
      answers yes_please, no_thanks  answer on daily }`,
      [{ code: "rights-overlap" }],
    );
  });

  it("takes two that depend on one field, each with limits of its own", () => {
    expectChecks(limits("7%", "8%"), []);
  });

  it("takes a shared line over a field that one of them is not about", () => {
    expectChecks(right("terms", "7%") + right("rebate", "7%", "size"), []);
  });

  it("takes rights of two subjects", () => {
    const source = right("terms", "7%");
    expectChecks(
      `${source}
      subject deal { owner head  email: email key  discount: percent = 0%  size?: number }
      ${right("rebate", "7%").replace("of lead", "of deal")}`,
      [],
    );
  });

  it("may be allowed, with a reason", () => {
    expectChecks(
      right("terms", "7%") + right("rebate", "7%", "discount", 'allow rights-overlap because "Paid later"'),
      [],
    );
  });
});

import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const CODE = { code: "delegation-without-effect" };
const right = (line: string) =>
  `right terms of lead about discount { owner head  order head  ask head when discount >= 0% or discount < 0%  ${line}  answers yes_please, no_thanks  answer on daily }`;
const lent = (of: string, to: string) => ({
  files: [
    {
      path: "journeys/people.yaml",
      text: `people:
  - { id: kim, name: Kim, email: kim@example.com, roles: [head] }
  - { id: lee, name: Lee, email: lee@example.com, roles: [sales, marketing] }
delegates:
  - { right: terms, of: ${of}, to: ${to}, from: 2026-01-01, to_date: 2026-01-02 }
`,
    },
  ],
});

describe("delegation-without-effect", () => {
  it("finds what may not be lent, or not to them", () => {
    expectChecks(
      right("«may not be delegated»"),
      [
        {
          ...CODE,
          message: "people.yaml lends `terms` of kim to lee without effect: it may not be delegated.",
        },
      ],
      lent("kim", "lee"),
    );
    expectChecks(right("«may be delegated to head»"), [CODE], lent("kim", "lee"));
    expectChecks(right("may be delegated to sales"), [], lent("kim", "lee"));
    expectChecks(right(""), [], lent("kim", "lee"));
  });

  it("finds what they do not hold themselves", () => {
    expectChecks(right("").replace("terms", "«terms»"), [CODE], lent("lee", "kim"));
  });
});

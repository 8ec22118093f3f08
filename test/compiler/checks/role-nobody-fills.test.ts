import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const people = (roles: string) => ({
  files: [
    {
      path: "journeys/people.yaml",
      text: `people:\n  - { id: kim, name: Kim, email: kim@example.com, roles: [${roles}] }\n`,
    },
  ],
});

describe("role-nobody-fills", () => {
  it("wants somebody for each role", () => {
    expectChecks(
      "role «guard» { hours office }",
      [{ code: "role-nobody-fills" }],
      people("head, sales, marketing"),
    );
    expectChecks("role guard { hours office }", [], people("head, sales, marketing, guard"));
  });

  it("is silent without people.yaml, and when a role is misspelt there", () => {
    expectChecks("role guard { hours office }", []);
    expectChecks("role guard { hours office }", [], people("head, sales, marketing, gaurd"));
  });
});

import { describe, it } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { expectDiagnostics } from "../../support/expect-diagnostics.ts";

const CODE = { code: "two-for-one-value" };
const people = (serves: string) => ({
  path: "people.yaml",
  text: `people:
  - { id: kim, name: Kim, email: kim@example.com, roles: [guard], serves: { country: [DK, SE] } }
  - { id: lee, name: Lee, email: lee@example.com, roles: [guard], serves: { country: [${serves}] } }
`,
});
const SOURCE = `calendar office { zone "UTC"  open mon to fri 09:00 to 17:00 }
role guard per «country» { hours office }
subject lead { owner guard  email: email key  country?: country }`;
const expectFound = (serves: string, expected: Parameters<typeof expectDiagnostics>[1], source = SOURCE) =>
  expectDiagnostics(
    source,
    expected,
    (text) => checkWorkspace({ files: [people(serves), { path: "journeys/a.journey", text }] }).diagnostics,
  );

describe("two-for-one-value", () => {
  it("finds two holders of a role for one value", () => {
    expectFound("SE, NO", [{ ...CODE, message: "kim and lee are both `guard` for the country SE." }]);
  });

  it("is content with one for each value, and with several where the role is for all", () => {
    expectFound("NO", [], SOURCE.replaceAll(/[«»]/g, ""));
    expectFound("SE", [], SOURCE.replace(" per «country»", ""));
  });
});

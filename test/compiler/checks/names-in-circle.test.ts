import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

describe("names-in-circle", () => {
  it("finds a set of events that holds itself", () => {
    expectChecks("event «a» = b or asked  event b = a", [
      { code: "names-in-circle", message: "The events go round in a circle: a, b, a." },
    ]);
  });

  it("finds roles that report to themselves in the end", () => {
    expectChecks("role «a» { hours office  reports to b }  role b { hours office  reports to a }", [
      { code: "names-in-circle", message: "The roles go round in a circle: a, b, a." },
    ]);
  });
});

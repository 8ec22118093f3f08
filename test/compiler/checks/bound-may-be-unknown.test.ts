import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const lasts = (bound: string) => journey(`stage first { owner sales  lasts ${bound}, then exit done  stay }`);
const CODE = { code: "bound-may-be-unknown" } as const;

describe("bound-may-be-unknown (rule 4)", () => {
  it("reports a bound that is counted from a field that may be blank", () => {
    expectChecks(lasts("until «seen»"), [CODE]);
    expectChecks(lasts("until 3 days before «seen», 09:00"), [CODE]);
    expectChecks(lasts("at most 3 days counted from «seen»"), [CODE]);
    expectChecks(lasts("until the later of «seen» and 2027-01-01"), [CODE]);
  });

  it("takes what is always known", () => {
    expectChecks(lasts("until 2027-01-01"), []);
    expectChecks(lasts("at most 90 days counted from journey entry"), []);
    expectChecks(lasts("until 09:00"), []);
    // Of two the earlier is the one that is known.
    expectChecks(lasts("until the earlier of seen and 3 days after entry"), []);
  });
});

import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const ONE = "«if several are open  send one message a day, at 09:00»";
const first = "stage first { owner sales  lasts at most 3 days, then exit done  stay }";

describe("never-several", () => {
  it("reports a journey of which a subject has one instance at most", () => {
    expectChecks(journey(`if one is open join  ${ONE} ${first}`), [{ code: "never-several" }]);
  });

  it("takes one that may have several: by a key, or beside each other", () => {
    const plain = ONE.replace(/[«»]/g, "");
    expectChecks(journey(`per path  if one is open join  ${plain} ${first}`), []);
    expectChecks(journey(`if one is open start another  ${plain} ${first}`), []);
    const zoned = plain.replace("09:00", '09:00, in their own zone, otherwise "Europe/Copenhagen"');
    expectChecks(journey(`per path  ${zoned} ${first}`), []);
  });
});

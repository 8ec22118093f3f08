import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const OTHERWISE = 'otherwise "Europe/Copenhagen"';

describe("in-own-zone", () => {
  it("reports a moment in their own zone that does not say whose clock counts where that is not known", () => {
    const code = "own-zone-otherwise";
    expectChecks(stage("wait until 09:00, «in their own zone»  stay"), [{ code }]);
    expectChecks(stage("at 3 days after entry, 09:00, «in their own zone» exit done  stay"), [{ code }]);
  });

  it("takes one that says it, and one on the clock of the stage's owner", () => {
    expectChecks(stage(`wait until 09:00, in their own zone, ${OTHERWISE}  stay`), []);
    expectChecks(stage(`at every monday, 09:00, in their own zone, ${OTHERWISE} exit done  stay`), []);
    expectChecks(stage("wait until 09:00  stay"), []);
  });

  it("reports a zone that does not exist", () => {
    expectChecks(stage('wait until 09:00, in their own zone, otherwise «"Mars/Olympus"»  stay'), [
      { code: "unknown-zone" },
    ]);
  });

  it("reports a subject without a zone, in a moment and in the hours of a policy", () => {
    const code = "no-own-zone";
    expectChecks(
      `contact policy of customer { owner head  «only mon to fri 08:00 to 18:00 in their own zone, ${OTHERWISE}» }`,
      [{ code }],
    );
    expectChecks(
      `journey calls v1 of customer {
         owner head  goal signed_in within 90 days  review every 3 months
         enter on signed_in -> first
         exit done as success
         stage first { owner sales  lasts at most 3 days, then exit done  wait until 09:00, «in their own zone, ${OTHERWISE}»  stay }
       }`,
      [{ code }],
    );
  });
});

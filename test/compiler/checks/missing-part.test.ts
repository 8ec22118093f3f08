import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const missing = (what: string) => [{ code: "missing-part", help: `Add a line that names the ${what}.` }];

describe("missing-part", () => {
  it("asks a calendar for its zone and its hours", () => {
    expectChecks("calendar «empty» {}", missing("zone or open hours"));
  });

  it("asks a role for its hours, unless whom it reports to has some", () => {
    expectChecks("role «guard» {}", missing("hours"));
    expectChecks("role guard { reports to head }", []);
  });

  it("asks a ladder for its limit", () => {
    expectChecks("ladder «slow» { at last give to the manager }", missing("limit (`within`)"));
  });

  it("asks a right for all that a decision needs", () => {
    expectChecks(
      "right «terms» of lead about discount {}",
      missing("owner, order, line that asks a role, answers or ladder (`answer on`)"),
    );
  });

  it("asks a subject for its owner and its key", () => {
    expectChecks("subject «visitor» { name: text }", missing("owner or key"));
  });

  it("asks a score for its owner, its review and its proof", () => {
    expectChecks(
      "score «heat» of lead { add 5 on visited }",
      missing("owner, review or outcome to validate against"),
    );
  });

  it("asks a contact policy for its owner", () => {
    expectChecks("contact policy of «lead» { never when opted_out }", missing("owner"));
  });

  it("asks a route for its owner and for whom it asks when nobody fits", () => {
    expectChecks(
      "route «any» of lead { pick in turn }",
      missing("owner or role for when nobody fits (`otherwise`)"),
    );
  });

  it("asks a journey for its owner, goal, review, entry and exits", () => {
    expectChecks("journey «bare» v1 of lead {}", missing("owner, goal, review, entry or exit"));
  });

  it("asks a stage for its owner, and a handover for its receiver", () => {
    expectChecks(
      journey(`
        stage «first» { lasts at most 3 days, then -> second through over  stay }
        stage second { owner sales  lasts at most 3 days, then exit done  stay }
        handover «over» from first to second { accountable head  accept on daily }
      `),
      [...missing("owner"), ...missing("receiver")],
    );
  });

  it("asks a message with a ladder for whose answer that is", () => {
    const what = missing("person whose answer the ladder is for (`once approved by`)");
    expectChecks(stage("send «welcome», on daily  stay"), what);
    expectChecks(stage("send welcome, once approved by head, on daily  stay"), []);
  });

  it("asks a scenario for the key of its subject", () => {
    expectChecks(
      `${journey("stage first { owner sales  lasts at most 3 days, then exit done  stay }")}
      scenario "Nobody in particular" of «trial» { given { name: "Kim" }  start 2026-11-23 09:00 }`,
      missing("key of its subject"),
    );
  });
});

import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const journey = (lines: string, steps = "stay") => `journey trial v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on bought -> first
    ${lines}
  exit done as success
  stage first { owner marketing  lasts at most 30 days, then exit done  ${steps} }
}`;

describe("identity", () => {
  it("takes a field of the subject or of the entry's event as the key", () => {
    expectChecks(journey("per email"), []);
    expectChecks(
      `event deal of lead { deal_id: text } ${journey("per deal_id").replace("on bought", "on deal")}`,
      [],
    );
  });

  it("refuses a key that nothing has, and one that tells nothing apart", () => {
    expectChecks(journey("per «emial»"), [{ code: "unknown-field", help: "Did you mean `email`?" }]);
    expectChecks(journey("per «amount»"), [
      {
        code: "wrong-type",
        message: "The key `amount` is an amount of money, where what tells one from another is needed.",
      },
    ]);
  });

  it("keeps fields of events, which are read like fields of the subject", () => {
    const steps = 'if paid >= 5 EUR { tell head "{paid} of {company}" } stay';
    expectChecks(journey("keeps paid from the first bought.amount", steps), []);
  });

  it("knows from the start what every entry brings, and nothing else", () => {
    const late = "keeps seconds from the latest visited.seconds, path from the latest visited.path";
    expectChecks(journey(late, 'if «path» is "/" { tell head "x" } stay'), [{ code: "blank-unhandled" }]);
  });

  it("refuses to keep what no event has", () => {
    expectChecks(journey("keeps paid from the first «bougt.amount»"), [{ code: "unknown-event" }]);
    expectChecks(journey("keeps paid from the first «bought.amuont»"), [
      { code: "unknown-field", help: "Did you mean `amount`?" },
    ]);
    expectChecks(journey("keeps paid from the first «signed_in».name"), [
      { code: "belongs-to-another-subject" },
    ]);
  });

  it("refuses one name for two things", () =>
    expectChecks(journey("per email keeps «email» from the first bought.amount"), [
      { code: "duplicate-name" },
    ]));

  it("may say who is asked for a blank key", () => {
    expectChecks(journey("per company, else ask sales, on daily"), []);
    expectChecks(journey("per company, else ask «saels», on daily"), [{ code: "unknown-role" }]);
    expectChecks(journey("per company, else ask sales, on «dayly»"), [{ code: "unknown-ladder" }]);
  });

  it("refuses to ask for what only an event can say", () =>
    expectChecks(
      `event deal of lead { deal_id?: text } ${journey("per deal_id«, else ask sales, on daily»").replace("on bought", "on deal")}`,
      [{ code: "unknown-field" }],
    ));
});

/** What a moment is counted from, and where it may stand: docs/language.md, section 10. */
import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const ODD = { code: "odd-moment" } as const;
const inStage = (line: string) => stage(`${line}  stay`);

describe("what a moment is counted from", () => {
  it.each([
    "wait until 3 days before seen, 09:00, on the next open day",
    "wait until seen",
    "wait until lead.seen",
    "wait until 2026-12-01 09:00",
    "wait until 08:00",
    "wait until 2 weeks after entry",
    "wait until 2 weeks after journey entry",
    "wait until 1 month after asked",
    "wait until the earlier of 3 days after signs and the later of seen and 2027-01-01",
    "at 1, 2.5 hours after entry, after asked or bought, at most once per day, the later moves on { stay }",
    "at every second tuesday from 2026-06-02, 09:00 { stay }",
    "at seen, 09:00 exit done",
  ])("takes %s", (line) => expectChecks(inStage(line), []));

  it("is a date or an event, and known", () => {
    expectChecks(inStage("wait until 3 days before «sean»"), [
      { code: "unknown-field", help: "Did you mean `seen`?" },
    ]);
    expectChecks(inStage("wait until 3 days before «size»"), [{ code: "wrong-type" }]);
    expectChecks(inStage("wait until 3 days after «signed_in»"), [{ code: "belongs-to-another-subject" }]);
  });

  it("names events that there are, of the same subject", () => {
    expectChecks(inStage("at 09:00, after «askd» exit done"), [{ code: "unknown-event" }]);
    expectChecks(inStage("at 09:00, after «signed_in» exit done"), [{ code: "belongs-to-another-subject" }]);
    expectChecks(inStage('task call "Call" by sales, on daily, counted from «askd»'), [
      { code: "unknown-event" },
    ]);
    expectChecks(inStage('task call "Call" by sales, on daily, counted from «signed_in»'), [
      { code: "belongs-to-another-subject" },
    ]);
  });

  it("is nothing that ends the journey", () => {
    expectChecks(inStage("at 09:00, after «left» exit done"), [{ code: "wait-for-an-exit-event" }]);
    expectChecks(inStage('task call "Call" by sales, on daily, counted from «left»'), [
      { code: "wait-for-an-exit-event" },
    ]);
  });
});

describe("where it stands", () => {
  it.each([
    "wait until «1, 2 days after entry»",
    "wait until «every tuesday»",
    "wait until 09:00, «10:00»",
    "wait until 2026-12-01 09:00, «10:00»",
    "wait until seen, 09:00, «10:00»",
    "wait until seen, «after asked»",
    "wait until seen, «at most once per day»",
    "at seen, «the later moves on» exit done",
    "at «every 3 hours» exit done",
    "wait until «0 days after entry»",
    "wait until «1.5 months after entry»",
    "wait until «2 business months after entry»",
    "wait until the earlier of «09:00» and seen",
    "wait until the earlier of «1, 2 days after entry» and seen",
  ])("%s is odd", (line) => expectChecks(inStage(line.replace("every 3 hours", "every hour")), [ODD]));

  it("is one moment in a bound and in a gate", () => {
    expectChecks(
      journey("stage first { owner sales  lasts until «1, 2 days after entry», then exit done  stay }"),
      [ODD],
    );
    expectChecks(
      journey(`
        stage first { owner marketing  lasts at most 3 days, then -> second through over  stay }
        stage second { owner sales  lasts at most 3 days, then exit done  stay }
        handover over from first to second {
          receiver sales  accountable head  accept on daily
          moves after asked and signs and «not before the hour ends», else ask the giver, on daily
        }`),
      [ODD],
    );
  });
});

describe("an entry at a moment", () => {
  const enters = (moment: string) =>
    journey(
      `enter at ${moment} -> first  stage first { owner sales  lasts at most 3 days, then exit done  stay }`,
    );

  it("is counted from what is known before it", () => {
    expectChecks(
      enters("90, 30 days before seen, 09:00, on the next open day when size > 3 counting blank as no"),
      [],
    );
    expectChecks(enters("2027-01-01"), []);
    expectChecks(enters("3 days after «entry»"), [ODD]);
    expectChecks(enters("3 days after «journey entry»"), [ODD]);
    expectChecks(enters("3 days after «asked»"), [ODD]);
    expectChecks(enters("«09:00»"), [ODD]);
    expectChecks(enters("«every tuesday»"), [ODD]);
  });

  it("lets a stage last until its date, which is known then", () => {
    const until = (enter: string) => `
journey trial v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  ${enter} -> first
  exit done as success
  stage first { owner sales  lasts until seen, then exit done  stay }
}`;
    expectChecks(until("enter at 90 days before seen"), []);
    expectChecks(until("enter at 90 days before seen when size > 3 counting blank as no"), []);
    expectChecks(until("enter on asked").replace("until seen", "until «seen»"), [
      { code: "bound-may-be-unknown" },
    ]);
  });
});

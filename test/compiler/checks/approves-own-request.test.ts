/** Rule 10: not for their own request where that is excluded; within one's own limit at once. */
import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const CODE = { code: "approves-own-request" };
const DECIDE = "decide «discount» { approved stay  declined exit done }";
const IN_LIMIT = DECIDE.replace(/[«»]/g, "");
const owned = (owner: string, lines: string) =>
  journey(`stage first { owner ${owner}  lasts at most 30 days, then exit done  ${lines} }`);
const task = (by: string, decide: string) =>
  `task call "Call" by ${by}, on daily { asked_for { ${decide} }  done exit done }`;

describe("approves-own-request", () => {
  it.each<[where: string, source: string]>([
    ["in the main track of a stage that they own", owned("head", DECIDE)],
    ["in a result of their task", owned("sales", task("head", DECIDE))],
    ["in a result of the holder's task", owned("head", task("the holder", DECIDE))],
    ["in a result of the manager's task", owned("sales", task("the manager", DECIDE))],
    ["of one of several who are asked", owned("sales", task("sales and head", DECIDE))],
    ["in what they may request", owned("sales", `on request by sales or head to ask_it { ${DECIDE} }  stay`)],
    ["in a handler", owned("head", `on asked { ${DECIDE} }  stay`)],
    [
      "within tracks beside each other",
      owned("sales", `together up to 3 days until all { a { ${task("head", DECIDE)} }  none stay }  stay`),
    ],
    [
      "in every stage",
      journey(`in every stage { on asked { ${DECIDE} } }
        stage first { owner head  lasts at most 30 days, then exit done  stay }`),
    ],
    [
      "after an exit",
      journey(`stage first { owner sales  lasts at most 30 days, then exit done  stay }
        after exit done, owner head, for at most 3 days { ${DECIDE.replace("stay", '{ tell sales "No" }').replace("exit done", "go on")} }`),
    ],
    [
      "in a decline",
      journey(`stage first { owner sales  lasts at most 30 days, then exit done  on asked -> second through over  stay }
        stage second { owner head  lasts at most 30 days, then exit done  stay }
        handover over from first to second { giver sales  receiver head  accountable head  carries name
          accept on daily  decline needs reason { wrong { ${DECIDE} } } }`),
    ],
  ])("%s", (_, source) => {
    expectChecks(source, [
      { ...CODE, message: "`head` asks for `discount` here, and may decide it without a limit." },
    ]);
  });

  it("takes who decides within a limit, above which a higher role is asked", () => {
    expectChecks(owned("sales", IN_LIMIT), []);
    expectChecks(owned("marketing", IN_LIMIT), []);
  });

  const right = (never: string) =>
    `right terms of lead about discount { owner head  order sales, head
      ask sales when discount up to 11%  ask head when discount over 11%  ${never}
      answers approved, declined  answer on daily }`;
  const decide = (never: string, step: string) =>
    right(never) + owned("head", step.replace("discount", "terms"));

  it("takes a right that excludes the asker wherever the role is asked", () => {
    expectChecks(decide("never the asker", IN_LIMIT), []);
    expectChecks(decide("never the asker when discount over 11%", IN_LIMIT), []);
  });

  it("finds what an exclusion leaves open", () => {
    expectChecks(decide("never the asker when discount over 20%", DECIDE.replace("discount", "terms")), [
      CODE,
    ]);
  });

  it("finds one that is also asked", () => {
    expectChecks(
      decide("also ask marketing when opted_out", IN_LIMIT)
        .replace("decide terms", "decide terms")
        .replace("owner head  lasts", "owner marketing  lasts")
        .replace("decide terms", "decide «terms»"),
      [CODE],
    );
  });

  it("may be allowed, with a reason", () => {
    expectChecks(owned("head", `allow approves-own-request because "One person"  ${IN_LIMIT}`), []);
  });
});

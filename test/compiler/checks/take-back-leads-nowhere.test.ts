import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const CODE = { code: "take-back-leads-nowhere" };
const ladder = (move: string) => `ladder slow { within 2 business days  at last take back ${move} }`;
const stages = (lines: string, more = "") =>
  journey(`
    stage first  { owner sales  lasts at most 9 days, then -> second  ${lines}  stay }
    stage second { owner sales  lasts at most 9 days, then -> other through over  stay }
    stage other  { owner marketing  lasts at most 9 days, then exit done  stay }
    handover over from first, second to other { receiver marketing  accountable head  accept on daily }
    ${more}
  `);
const TASK = 'task call "Call" by sales, on «slow»';
const plain = (source: string) => source.replaceAll(/[«»]/g, "");

describe("take-back-leads-nowhere", () => {
  it("wants the stage in each journey that climbs the ladder", () => {
    expectChecks(ladder("-> frist") + stages(TASK), [
      { ...CODE, message: "Ladder `slow` cannot take this back: `trial` has no stage `frist`." },
    ]);
    expectChecks(ladder("-> second") + plain(stages(TASK)), []);
    expectChecks(ladder("-> frist") + plain(stages("")), []);
  });

  it("wants a handover where the owner changes, and one that leads there", () => {
    expectChecks(ladder("-> other") + stages(TASK), [CODE]);
    expectChecks(ladder("-> other through ovre") + stages(TASK), [CODE]);
    expectChecks(ladder("-> other through over") + plain(stages(TASK)), []);
  });

  it("looks at acceptances, approvals and decisions as well", () => {
    const accepted = stages(
      "on asked -> second through slowly",
      "handover slowly from first to second { receiver sales  accountable head  accept on «slow» }",
    );
    expectChecks(ladder("-> frist") + accepted, [CODE]);
    expectChecks(ladder("-> frist") + stages("send welcome, once approved by head, on «slow»"), [CODE]);
    const right =
      "right terms of lead about discount { owner head  order head  ask head when discount >= 0% or discount < 0%  answers yes_please  answer on slow }";
    expectChecks(ladder("-> frist") + right + stages("decide «terms» { yes_please go on }"), [CODE]);
  });

  it("refuses it where there is no stage to leave", () => {
    const policy = "contact policy of lead { owner head  ask the holder first when opted_out, on «slow» }";
    expectChecks(ladder("-> first") + policy, [CODE]);
    const after = stages(
      "",
      'after exit gone, owner sales, for at most 9 days { task ask "Ask" by sales, on «slow» }',
    );
    expectChecks(ladder("-> first") + after, [CODE]);
  });
});

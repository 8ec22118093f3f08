import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "wait-without-bound" };

describe("wait-without-bound", () => {
  it("wants a bound for each stage", () => {
    expectChecks(journey("stage «first» { owner sales  on asked { exit done }  stay }"), [
      {
        ...CODE,
        message: "Stage `first` has no bound.",
        help: "Add `lasts at most 30 days, then -> STAGE`.",
      },
    ]);
  });

  it("wants a ladder for each task", () => {
    expectChecks(stage('task «call» "Call {name}" by the holder stay'), [
      {
        ...CODE,
        message: "Task `call` has no bound.",
        help: "Say with `, on LADDER` what silence leads to.",
      },
    ]);
  });

  it("wants a ladder for an approval", () => {
    expectChecks(stage("send «welcome», once approved by the holder  stay"), [
      { ...CODE, message: "The approval of message `welcome` has no bound." },
    ]);
  });

  it("wants a ladder for an acceptance, and none for a handover at once", () => {
    const two = (receiver: string) =>
      journey(`
        stage first { owner marketing  lasts at most 3 days, then -> second through over  stay }
        stage second { owner sales  lasts at most 3 days, then exit done  stay }
        handover «over» from first to second { receiver ${receiver}  accountable head }
      `);
    expectChecks(two("sales"), [CODE]);
    expectChecks(two("sales at once").replace("«over»", "over"), []);
  });

  it("wants a ladder for the question that a contact policy asks", () => {
    expectChecks("contact policy of lead { owner head  «ask the holder first when opted_out» }", [CODE]);
    expectChecks("contact policy of lead { owner head  ask the holder first when opted_out, on daily }", []);
  });

  it("reports a question before an offer that nothing bounds", () => {
    const gate = (ask: string) =>
      journey(`
        stage first { owner sales  lasts at most 3 days, then exit done  on asked -> second through over  stay }
        stage second { owner sales  lasts at most 3 days, then exit done  stay }
        handover over from first to second { giver sales  receiver sales at once  accountable head  carries name
          ${ask} }
      `);
    expectChecks(gate("«offer needs company is known, else ask the giver»"), [
      { code: "wait-without-bound" },
    ]);
    expectChecks(gate("offer needs company is known, else ask the giver, on daily"), []);
  });
});

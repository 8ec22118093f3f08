import { describe, it } from "vitest";
import { expectChecks, journey, message, stage } from "../check-source.ts";

describe("names that are nearly one that exists", () => {
  it.each<[where: string, source: string]>([
    ["an answer", stage('task call "x" by sales, on daily { told needs «amonut» stay }')],
    ["a request", stage("on request by sales to tell_us needs «amonut», reason { }  stay")],
    [
      "a decline",
      journey(`stage first { owner sales  lasts at most 9 days, then exit done  on asked -> second through over  stay }
        stage second { owner sales  lasts at most 9 days, then exit done  stay }
        handover over from first to second { giver sales  receiver sales  accountable head  carries name
          accept on daily  decline needs «countri» { wrong stay } }`),
    ],
  ])("are told of what %s needs, which would be kept as evidence", (_, source) =>
    expectChecks(source, [{ code: "unknown-field", help: "Did you mean" }]),
  );

  it("are told of an exempt purpose", () => {
    const policy = (purpose: string) =>
      `contact policy of lead { owner head  exempt ${purpose}, marked by head }`;
    expectChecks(policy("«nurtur»"), [{ code: "unknown-name", help: "Did you mean `nurture`?" }]);
    expectChecks(policy("billing"), []);
    const bill = { files: [message("bill", "Hi", "marked_by: head\n")] };
    expectChecks(`${policy("nurture")} ${stage("send bill  stay")}`, [], bill);
  });

  it("are told of a group that no other journey is in", () => {
    const inGroup = (name: string, group: string) =>
      stage("stay").replace(
        "journey trial v1 of lead {",
        `journey ${name} v1 of lead { exclusive ${group}, priority ${name.length}, gives way and ends`,
      );
    expectChecks(inGroup("one", "selling") + inGroup("second", "«sellng»"), [
      { code: "unknown-name", help: "Did you mean `selling`?" },
    ]);
    expectChecks(inGroup("one", "selling") + inGroup("second", "caring"), []);
  });

  it("are left alone where they are evidence of their own", () => {
    expectChecks(stage('task call "x" by sales, on daily { told needs reason stay }'), []);
    expectChecks(stage('task call "x" by sales, on daily { told needs nam stay }'), []);
  });
});

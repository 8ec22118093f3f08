import { describe, expect, it } from "vitest";
import { checkSource, expectChecks, journey, stage } from "../check-source.ts";

const ODD = [{ code: "odd-condition" }];
const first = "stage first { owner sales  lasts at most 3 days, then exit done  stay }";
const score = (lines: string) => `score heat of lead { owner head  review every 3 months
  validate against bought within 9 days  part p { add 5 on visited ${lines} } band high from 5 }`;
const policy = (rule: string) => `contact policy of lead { owner head  ${rule} }`;

describe("condition-out-of-place", () => {
  it.each([
    ["if interest «turns hot» { send welcome } stay", "in a choice"],
    ["wait up to 3 days until interest «turns hot» { none go on } stay", "in a wait"],
    ["when interest is hot { if opted_out «turns yes» { send welcome } } stay", "in what a handler does"],
    ["when interest «turns hot» and opted_out for 3 readings in a row { send welcome } stay", "in readings"],
  ])("finds `turns` where nobody waits for a change: %s", (lines) => expectChecks(stage(lines), ODD));

  it("takes `turns` behind `when`, alone or beside other tests", () => {
    expectChecks(stage("when interest turns hot and country is known { send welcome } stay"), []);
    expectChecks(stage("when not (opted_out turns yes or size is known) { send welcome } stay"), []);
    expectChecks(stage("when interest turns hot for 3 readings in a row { send welcome } stay"), []);
    expectChecks(journey(`exit left_us as failure when opted_out «turns yes» ${first}`), ODD);
    expectChecks(journey(`enter when opted_out «turns yes» -> first ${first}`), ODD);
  });

  it("finds readings in a score, which is counted before", () => {
    expectChecks(score("resets when «opted_out for 3 readings in a row»"), ODD);
    expectChecks(
      score("").replace(
        "band high",
        "add 5 if size «falls by 3 from the previous» counting blank as no  band high",
      ),
      ODD,
    );
    expectChecks(score("").replace("band high", "subtract 5 if no signs for 30 days  band high"), []);
  });

  it("takes readings, silences and facts wherever else a condition stands", () => {
    expectChecks(policy("never when size falls by 3 from the previous counting blank as no"), []);
    expectChecks(policy("never when no signs for 90 days or asked has happened since seen"), []);
    expectChecks("audience «firm» of lead { when interest is hot for 3 readings in a row }", [
      { code: "unused-audience" },
    ]);
    expectChecks(
      journey(`enter when no signs for 90 days and asked has happened since 2026-01-01 -> first ${first}`),
      [],
    );
    expectChecks(stage("when no asked for 3 days for 4 readings in a row { send welcome } stay"), []);
    expectChecks(stage("if asked has happened since seen { send welcome } stay"), []);
  });

  it("finds an entry that nobody has made", () => {
    expectChecks(policy("never when asked has happened since «journey entry»"), ODD);
    expectChecks(journey(`enter when asked has happened since «journey entry» -> first ${first}`), ODD);
    expectChecks(
      stage("when asked has happened since «entry» for 3 readings in a row { send welcome } stay"),
      ODD,
    );
    expectChecks(
      stage("if asked has happened since «the earlier of journey entry and seen» { send welcome } stay"),
      ODD,
    );
    expectChecks(stage("if asked has happened since entry { send welcome } stay"), []);
  });

  it("cannot be silenced", () => {
    const found = checkSource(
      stage('allow odd-condition because "please"  if interest turns hot { send welcome } stay'),
    );
    expect(found.map(({ code }) => code)).toEqual(["allow-refused", "odd-condition"]);
  });
});

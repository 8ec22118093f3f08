import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "without-effect" };
const score = (lines: string) =>
  `score fit of lead { owner head  review every 3 months  validate against bought within 90 days  ${lines} }`;
const atOnce = (lines: string) =>
  journey(`stage first { owner sales  lasts at most 9 days, then exit done  on asked -> second through over  stay }
    stage second { owner sales  lasts at most 9 days, then exit done  stay }
    handover over from first to second { giver sales  receiver sales at once  accountable head  carries name  ${lines} }`);

describe("without-effect", () => {
  it.each<[what: string, source: string]>([
    [
      "points for facts that reset",
      score("part fit { add 7 if opted_out  «resets on asked» }  band good from 5"),
    ],
    [
      "points for facts that halve",
      score("part fit { add 7 if opted_out  «halves every 3 days» }  band good from 5"),
    ],
    [
      "a second half-life",
      score("add 5 on asked  halves every 9 days  «halves every 3 days»  band good from 5"),
    ],
    ["a band that another one hides", score("add 5 on asked  band good from 5  band «fine» from 5")],
    [
      "hours that are said twice",
      `contact policy of lead { owner head
        only mon to fri 08:00 to 18:00 in their own zone, otherwise "UTC"
        «only mon to fri 09:00 to 18:00 in their own zone, otherwise "UTC"» }`,
    ],
    ["the acceptance of what is given at once", atOnce("accept on «daily»")],
    ["what happens at most 0 times", stage('on asked, «at most 0 times» { tell head "x" }  stay')],
    [
      "no retry",
      stage(
        'task call "x" by sales, on daily { gone { «retry at most 0 times, then exit done» }  met stay }',
      ),
    ],
    ["a loop of no rounds", stage('«every 3 days, at most 0 times { tell head "x" }»  stay')],
    ["an arm of nobody", stage("split half { a 100% { send welcome }  b «0%» { send story } }  stay")],
    ["braces in what is set", stage('set name to «"{company}"»  stay')],
  ])("refuses %s", (_, source) => expectChecks(source, [CODE]));

  it("takes what has one", () => {
    expectChecks(
      score("add 5 on asked  halves every 9 days  resets on left  band good from 5  band fine from 9"),
      [],
    );
    expectChecks(atOnce(""), []);
  });
});

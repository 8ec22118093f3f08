/** A named condition, usable wherever a condition is (docs/language.md, "The declarations"). */
import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const BIG = "audience big of lead { when size > 5 counting blank as no or interest is hot }\n";
const tests = (condition: string) => `${BIG}${stage(`if ${condition} { send welcome }  stay`)}`;

describe("audiences", () => {
  it.each(["big", "not big", "big is yes", "big is not no", "big and opted_out", "big or size is blank"])(
    "may be asked: %s",
    (condition) => expectChecks(tests(condition), []),
  );

  it("may stand behind `when`, in a policy, a right, an exit and an event's `where`", () => {
    expectChecks(
      `${BIG}${stage("when big turns yes { send welcome }  when big turns no { send story } stay")}`,
      [],
    );
    expectChecks(`${BIG} contact policy of lead { owner head  never when big }`, []);
    expectChecks(
      `${BIG}${stage("on visited where big { send welcome }  wait up to 3 days until big { none go on } stay")}`,
      [],
    );
  });

  it("is in it or not: nothing else can be asked of it", () => {
    for (const test of ["«> 3»", "«is hot»", "«in (yes, no)»", '«matches "x"»', "«is blank»"])
      expectChecks(tests(`big ${test}`), [{ code: "wrong-type" }]);
  });

  it("takes no word about a blank where it is used", () => {
    expectChecks(tests("«big counting blank as no»"), [{ code: "without-effect" }]);
  });

  it("says itself what a blank does, whatever stands around its use", () => {
    expectChecks(
      `audience big of lead { when «size» > 5 }\n${stage("choose { when big { send welcome } otherwise go on } stay")}`,
      [{ code: "blank-unhandled" }],
    );
  });

  it("names its condition, and is about the subject that it is asked of", () => {
    expectChecks("audience «big» of lead { owner head }", [{ code: "missing-part" }]);
    expectChecks(
      `audience alive of customer { when name is "x" }\n${stage("if «alive» { send welcome } stay")}`,
      [{ code: "belongs-to-another-subject" }],
    );
    expectChecks(
      `score use of customer { owner head review every 3 months validate against signed_in within 9 days add 5 on signed_in band up from 5 }\n${stage("if «use» is up { send welcome } stay")}`,
      [{ code: "belongs-to-another-subject" }],
    );
  });

  it("is suggested for a name that is misspelt", () => {
    expectChecks(tests("«bigg»"), [{ code: "unknown-field", help: "Did you mean `big`?" }]);
  });
});

import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "blank-unhandled" };
const tests = (condition: string) => stage(`if ${condition} { send welcome }  stay`);

describe("blanks", () => {
  it("wants a word about a field that may be blank", () => {
    expectChecks(tests("«size» > 5"), [{ ...CODE, help: "Add `counting blank as no`" }]);
    expectChecks(tests("«country» in (DK) or discount > 5%"), [CODE]);
    expectChecks(stage('when «company» turns "Nordpay" { send welcome } stay'), [CODE]);
  });

  it.each([
    "size > 5 counting blank as no",
    "size is known",
    "size is blank",
    "size is known and size > 5",
    "size is blank or size > 5",
    "size is not blank and (size > 5 or size < 2)",
    "discount > 5%",
    "interest is hot",
  ])("is content with: %s", (condition) => expectChecks(tests(condition), []));

  it("is not content with a word about another field, or the wrong way round", () => {
    expectChecks(tests("amount is known and «size» > 5"), [CODE]);
    expectChecks(tests("size is known or «size» > 5"), [CODE]);
    expectChecks(tests("size is blank and «size» > 5"), [CODE]);
  });

  it("takes `otherwise`, but not under a `not`, which would turn the silent no into a yes", () => {
    const chooses = (condition: string, last = "otherwise go on") =>
      stage(`choose { when ${condition} { send welcome } ${last} }  stay`);
    expectChecks(chooses("size > 5"), []);
    expectChecks(chooses("not «size» > 5"), [CODE]);
    expectChecks(chooses("«size» > 5", "when size is known go on  when size is blank go on"), [CODE]);
  });

  it("takes an arm before it that asks for the blank", () => {
    expectChecks(
      stage(
        "choose { when size is blank go on  when size > 5 { send welcome }  when size up to 5 go on }  stay",
      ),
      [],
    );
  });

  it("looks at the right side, and at fields of events", () => {
    expectChecks(stage("on visited where «seconds» > 5 { send welcome }  stay"), [CODE]);
    expectChecks(stage("on visited where seconds > «size» counting blank as no { send welcome }  stay"), [
      CODE,
    ]);
  });
});

import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "blank-unhandled" };
const tests = (condition: string) => stage(`if ${condition} { send welcome }  stay`);

describe("blanks", () => {
  it("takes that word of a field of yes or no that stands alone, as its help says", () => {
    expectChecks(tests("«vip»"), [{ ...CODE, help: "Add `counting blank as no`" }]);
    expectChecks(tests("size > 5 counting blank as no and «vip»"), [CODE]);
  });

  it("names what helps on the right side, of which `counting blank as` does not speak", () => {
    expectChecks(stage("on visited where seconds > «size» counting blank as no { send welcome }  stay"), [
      { ...CODE, help: "ask `size is known` beside it" },
    ]);
  });

  it("wants a word about a field that may be blank", () => {
    expectChecks(tests("«size» > 5"), [{ ...CODE, help: "Add `counting blank as no`" }]);
    expectChecks(tests("«country» in (DK) or discount > 5%"), [CODE]);
    expectChecks(stage('when «company» turns "Nordpay" { send welcome } stay'), [CODE]);
  });

  it.each([
    "size > 5 counting blank as no",
    "vip counting blank as no",
    "not vip counting blank as yes",
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
    const arm = { ...CODE, help: "Put an arm `when size is blank { … }` before this one" };
    expectChecks(chooses("not «size» > 5"), [arm]);
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

  it.each<[what: string, steps: string]>([
    ["behind the question whether it is known", "if size is known { if size > 5 { send welcome } }"],
    [
      "also after a while",
      "if size is known { wait 1 day  wait up to 3 days until size > 5 { none go on } }",
    ],
    [
      "in the other way of a question for the blank",
      "if size is blank { send story } else { if size > 5 { send welcome } }",
    ],
    [
      "in an arm behind that for the blank",
      "choose { when size is blank go on  otherwise { if size > 5 { send welcome } } }",
    ],
    [
      "in what an answer needs",
      'task ask "x" by sales, on daily { told needs size { if size > 5 { send welcome }  stay }  gone stay }',
    ],
    [
      "where it was waited for",
      "wait up to 3 days until size is known { got { if size > 5 { send welcome } }  none go on }",
    ],
  ])("holds a field for known %s", (_, steps) =>
    expectChecks(stage(steps.startsWith("task") ? steps : `${steps}  stay`), []),
  );

  it("holds what a request needs for known, and what an action has given back", () => {
    expectChecks(stage("on request by sales to look needs size { if size > 5 { send welcome } }  stay"), []);
    const call = (out: string, size: string) =>
      `action look_up { owner head  in { x?: text }  out { ${out} }  within 1 minute }
      ${stage(`call look_up { done { if ${size} > 5 { send welcome } }  failed go on }  stay`)}`;
    expectChecks(call("size: number", "size"), []);
    expectChecks(call("size?: number", "«size»"), [CODE]);
  });

  it("does not hold it for known beside that", () => {
    expectChecks(stage("if size is known { send story } else { if «size» > 5 { send welcome } }  stay"), [
      CODE,
    ]);
    expectChecks(stage("if size is known or opted_out { if «size» > 5 { send welcome } }  stay"), [CODE]);
    expectChecks(stage("if size is known { send story }  if «size» > 5 { send welcome }  stay"), [CODE]);
    expectChecks(
      stage(
        'task ask "x" by sales, on daily { told needs size stay  gone { if «size» > 5 { send welcome }  stay } }',
      ),
      [CODE],
    );
    expectChecks(
      stage("wait up to 3 days until size is known { none { if «size» > 5 { send welcome } } }  stay"),
      [CODE],
    );
  });

  it("sets what has been asked for", () => {
    expectChecks(stage("if company is known { set name to company }  stay"), []);
    expectChecks(stage("if company is blank { set name to «company» }  stay"), [{ code: "blank-set" }]);
  });
});

import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const tests = (condition: string) => stage(`if ${condition} { send welcome }  stay`);
const listens = (where: string) => stage(`on visited where ${where} { send welcome }  stay`);
const wrong = (message: string) => [{ code: "wrong-type", message }];

describe("conditions", () => {
  it("compares like with like", () => {
    expectChecks(
      tests("discount > «5»"),
      wrong("The value for `discount` is a number, where a percentage is needed."),
    );
    expectChecks(
      tests("amount > «5» counting blank as no"),
      wrong("The value for `amount` is a number, where an amount of money is needed."),
    );
    expectChecks(tests("discount > 5% and amount > 5 EUR counting blank as no"), []);
  });

  it("orders only what has an order", () => {
    expectChecks(
      tests('«name» > "a"'),
      wrong("`name` is a text, where something that has an order is needed."),
    );
  });

  it("asks yes or no only of a field that says it", () => {
    expectChecks(tests("«name»"), wrong("`name` is a text, where yes or no is needed."));
    expectChecks(tests("opted_out is «maybe»"), [{ code: "unknown-field" }]);
    expectChecks(tests("opted_out is yes or opted_out is no"), []);
  });

  it("knows the fields, and the scores", () => {
    expectChecks(tests("«discont» > 5%"), [{ code: "unknown-field", help: "Did you mean `discount`?" }]);
    expectChecks(tests("«intrest» is hot"), [{ code: "unknown-field", help: "Did you mean `interest`?" }]);
  });

  it("asks a score for its bands", () => {
    expectChecks(tests("interest is «hott»"), [{ code: "unknown-band", help: "Did you mean `hot`?" }]);
    expectChecks(
      tests("«interest > 50»"),
      wrong("`interest` is a score, where a question for one of its bands is needed."),
    );
    expectChecks(tests("interest in (warm, hot)"), []);
  });

  it("asks an event whether it has happened", () => {
    expectChecks(tests("«asked» is yes"), wrong("`asked` is an event, where a field or a score is needed."));
    expectChecks(tests("asked has happened since journey entry"), []);
  });

  it("reads within `where` the event first, then the subject", () => {
    expectChecks(listens('path starts with "/p" and opted_out'), []);
    expectChecks(listens("«pth» is opted_out"), [{ code: "unknown-field", help: "Did you mean `path`?" }]);
    expectChecks(tests('«path» is "x"'), [{ code: "unknown-field" }]);
  });

  it("reads a set of events by each of its members", () => {
    expectChecks(stage('on signs where «path» is "x" { send welcome }  stay'), [{ code: "unknown-field" }]);
  });

  it("lists values that are written out", () => {
    expectChecks(tests("name in («email»)"), wrong("This is a field, where a value is needed."));
  });

  it("takes words and phrases to match, and nothing that computes", () => {
    expectChecks(tests('name matches "chief|head of sales|R&D|co-founder|dr."'), []);
    expectChecks(tests('name matches «"(a+)+b"»'), [{ code: "bad-pattern", help: "Write words or phrases" }]);
    expectChecks(tests('name matches «"chief||head"»'), [{ code: "bad-pattern" }]);
    expectChecks(tests('name contains "(a+)"'), []);
    expectChecks(
      tests('«discount» matches "x"'),
      wrong("`discount` is a percentage, where a text is needed."),
    );
  });
});

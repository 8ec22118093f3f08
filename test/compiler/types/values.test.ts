import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const subject = (fields: string) => `subject visitor { owner head  id: text key  ${fields} }`;
const tests = (condition: string) => stage(`if ${condition} { send welcome }  stay`);

describe("values", () => {
  it("takes defaults of the field's type", () => {
    expectChecks(
      subject('a: number = 3  b: money = 5 EUR  c: percent = 5%  d: country = DK  e: text = "x"'),
      [],
    );
    expectChecks(subject('a: number = «"3"»  b: money = «5%»  c: country = «"DK"»'), [
      { code: "wrong-type" },
      { code: "wrong-type" },
      { code: "wrong-type" },
    ]);
  });

  it("knows closed lists", () => {
    expectChecks(subject("size: one of (small, large) = «lage»"), [
      { code: "not-in-list", help: "Did you mean `large`?" },
    ]);
    expectChecks(subject("size: one of (small, large) = «no»"), [{ code: "not-in-list" }]);
    expectChecks(tests("stage in (small, «huge») counting blank as no"), [
      { code: "not-in-list", help: "It takes small or large." },
    ]);
  });

  it("knows a country code where no country is meant", () => {
    expectChecks(tests("name is «DK»"), [
      { code: "wrong-type", message: "The value for `name` is the country code DK, where a text is needed." },
    ]);
    expectChecks(tests("country in (DK, SE) counting blank as no"), []);
  });

  it("compares fields of one type", () => {
    expectChecks(tests("name is email"), []);
    expectChecks(tests("discount > «name»"), [
      { code: "wrong-type", message: "`name` is a text, where a percentage is needed." },
    ]);
  });

  it("knows the messages", () => {
    const clicked = "event clicked of lead { what: message }";
    const waits = (name: string) => stage(`on clicked where what is ${name} { send story }  stay`);
    expectChecks(`${clicked} ${waits("welcome")}`, []);
    expectChecks(`${clicked} ${waits("«welcom»")}`, [
      { code: "unknown-message", help: "Did you mean `welcome`?" },
    ]);
  });

  it("looks at what is set, and at what a scenario gives", () => {
    expectChecks(stage("set discount to «5»  stay"), [{ code: "wrong-type" }]);
    expectChecks(stage("set «discont» to 5%  stay"), [{ code: "unknown-field" }]);
    expectChecks(stage("set «lead.discount» to 5%  stay"), [{ code: "unknown-field" }]);
    expectChecks(
      `${journey("stage first { owner sales  lasts at most 3 days, then exit done  stay }")}
      scenario "x" of trial {
        given { email: "a@example.com"  discount: «"much"»  «colour»: "red" }
        start 2026-11-23 09:00
        at 0 minutes visited { path: «5»  «road»: "x" }
      }`,
      [{ code: "wrong-type" }, { code: "unknown-field" }, { code: "wrong-type" }, { code: "unknown-field" }],
    );
  });

  it("knows the types", () => {
    expectChecks(subject("a: «numbr»"), [{ code: "unknown-type", help: "Did you mean `number`?" }]);
  });
});

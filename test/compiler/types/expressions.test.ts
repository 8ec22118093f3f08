/** Computed fields and `set … to`: what may be combined, what comes of it, and when it is blank. */
import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const FIELDS = `
  n: number = 1  m?: number  p: percent = 5%  q?: percent  cash: money = 5 EUR  cost: money = 1 EUR  loose?: money
  other: money  third: money  day: date = 2026-01-01  due?: date  long: duration = 3 days  word: text = "x"
  kind: one of (a, b) = a  flag: yes_no = no  at: time = 09:00
`;
const visitor = (field: string) => `subject visitor { owner head  id: text key ${FIELDS} ${field} }`;
const asked = (field: string, condition: string) =>
  `${visitor(field)} contact policy of visitor { owner head  never when ${condition} }`;
const WRONG = [{ code: "wrong-type" }];
const APART = [{ code: "cannot-combine" }];
const ODD = [{ code: "odd-duration" }];

describe("computed fields", () => {
  it.each([
    "x: number = n + 1",
    "x: number = (n + m) * 2 - n / 3",
    "x: money = n * cash * 12",
    "x: money = cash * p",
    "x: money = cash / 2 + cost",
    "x: percent = (cash - cost) / cash",
    "x: percent = n / 4",
    "x: percent = 100% - n / 4",
    "x: percent = p * 2",
    "x: number = n * p",
    "x: number = cash / cost",
    "x: date = day + 3 months",
    "x: date = 2 weeks + day - 1 calendar day",
    "x: duration = due - day",
    "x: duration = long * 2 + 36 hours",
    "x: number = long / 1 day",
    "x: text = word",
    "x: percent = p",
    "x: number = visitor.n * 2",
    "x: one of (a, b, c) = kind",
  ])("may be worked out: %s", (field) => expectChecks(visitor(field), []));

  it("combines like things only", () => {
    expectChecks(visitor("x: money = «cash + 1»"), [
      {
        code: "cannot-combine",
        message: "An amount of money and a number added up means nothing.",
      },
    ]);
    for (const wrong of [
      "«cash + p»",
      "«cash * cost»",
      "«n - p»",
      "«day + day»",
      "«day * 2»",
      "«1 / cash»",
      "«3 days - day»",
    ])
      expectChecks(visitor(`x: money = ${wrong}`), APART);
  });

  it("takes quantities only", () => {
    for (const wrong of ["«word» + 1", "n * «flag»", '«"x"» + 1', "«kind» + 1", "«at» + 3 hours", "«DK» * 2"])
      expectChecks(visitor(`x: number = ${wrong}`), WRONG);
    expectChecks(visitor("x: number = «lonk» * 2"), [
      { code: "unknown-field", help: "Did you mean `long`?" },
    ]);
    expectChecks(visitor("x: number = «nn»"), [{ code: "unknown-field" }]);
  });

  it("fits the field that it goes to; a quotient of like things is a number or a percentage, as is wanted", () => {
    for (const wrong of [
      "number = «cash * 2»",
      "percent = «n * 2»",
      "money = «n + 1»",
      "duration = «day + 3 days»",
      "text = «n»",
      "date = «day - day»",
    ])
      expectChecks(visitor(`x: ${wrong}`), WRONG);
    expectChecks(visitor("x: percent = «n / 4 * 100»"), WRONG);
  });

  it("has one currency, through all that share it", () => {
    const TWO = [{ code: "two-currencies" }];
    expectChecks(visitor("x: money = cash + «3 USD»"), TWO);
    expectChecks(visitor("x: money = cash * 2  y: money = x + «3 USD»"), TWO);
    expectChecks(visitor("x: number = cash / «3 USD»"), TWO);
    expectChecks(asked("x: money = cash * 2", "x > «3 USD»"), TWO);
    expectChecks(asked("x: money = cash + other", "other > «3 USD»"), TWO);
    expectChecks(visitor("x: number = cash / 3 EUR  y: money = x * 2 USD"), []);
  });

  it("knows no business hours, and no months or hours where they have no length", () => {
    expectChecks(visitor("x: date = day + «3 business days»"), ODD);
    expectChecks(visitor("x: date = day + «36 hours»"), ODD);
    expectChecks(visitor("x: duration = long + «1 month»"), ODD);
    expectChecks(visitor("x: duration = «2 business days»"), ODD);
    expectChecks(asked("", "long over «2 business days»"), ODD);
    expectChecks(asked("", "long over «2 calendar days»"), ODD);
    expectChecks(asked("", "long over 2 days"), []);
  });

  it("goes round in no circle", () => {
    expectChecks(visitor("«x»: number = y + 1  y: number = x * 2"), [{ code: "names-in-circle" }]);
    expectChecks(visitor("«x»: number = x + 1"), [{ code: "names-in-circle" }]);
  });
});

describe("what comes to nothing is blank, and a condition must say what a blank does", () => {
  const BLANK = [{ code: "blank-unhandled" }];

  it.each([
    ["a part may be blank", "x: number = m + 1"],
    ["a part of a part may be blank", "y: number = m + 1  x: number = y * 2"],
    ["a divisor may be zero", "x: number = 1 / n"],
    ["a divisor is zero", "x: number = n / 0"],
    ["two currencies may meet", "x: money = other + third"],
  ])("%s", (_, field) => {
    const over = field.includes("money") ? "5 EUR" : "5";
    expectChecks(asked(field, `«x» > ${over}`), BLANK);
    expectChecks(asked(field, `x > ${over} counting blank as no`), []);
  });

  it.each(["x: number = n / 2", "x: money = cash + cost", "x: money = cash * n", "x: money = other * 2"])(
    "is never blank: %s",
    (field) => expectChecks(asked(field, `x > ${field.includes("money") ? "5 EUR" : "5"}`), []),
  );
});

describe("setting a field", () => {
  it("may be to what is worked out", () => {
    expectChecks(stage("set size to size + 1  set discount to discount * 2  set company to name  stay"), []);
    expectChecks(stage("set discount to «size + 1»  stay"), WRONG);
    expectChecks(stage("set size to «amount»  stay"), WRONG);
    expectChecks(stage("set size to «amount + size»  stay"), APART);
  });

  it("may not leave a field blank that must be known", () => {
    expectChecks(stage("set name to «company»  stay"), [{ code: "blank-set" }]);
    expectChecks(stage("set name to «blank»  stay"), [{ code: "blank-set" }]);
    // A field with a default falls back on it.
    expectChecks(stage("set discount to size / size  stay"), []);
    expectChecks(stage("set size to blank  stay"), []);
  });
});

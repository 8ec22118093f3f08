/** What may be asked of readings (docs/language.md, 4.2). */
import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const when = (condition: string) => stage(`when ${condition} { send welcome }  stay`);
const WRONG = [{ code: "wrong-type" }];

describe("readings", () => {
  it.each([
    "interest is hot for 3 readings in a row",
    "interest turns hot for 3 readings in a row",
    "opted_out and interest is warm for 2 readings in a row",
    "interest falls by 30% from the previous",
    "interest rises by 10 from the previous",
    "discount rises by 5% from the previous",
    "size falls by 3 from the previous counting blank as no",
    "amount falls by 3 EUR from the previous counting blank as no",
    "size is known and size falls by 30% from the previous",
  ])("may be asked about: %s", (condition) => expectChecks(when(condition), []));

  it("are of what moves, by something of its kind", () => {
    expectChecks(when("«name» falls by 3 from the previous"), WRONG);
    expectChecks(when("size falls by «3 EUR» from the previous counting blank as no"), WRONG);
    expectChecks(when("discount falls by «discount» from the previous"), WRONG);
    expectChecks(when("interest falls by «3 EUR» from the previous"), WRONG);
    expectChecks(
      stage(
        "on visited where «seconds» rises by 3 from the previous counting blank as no { send welcome } stay",
      ),
      WRONG,
    );
    expectChecks(when("«opted_out for 0 readings in a row»"), WRONG);
  });

  it("say what a blank does, and come in one currency", () => {
    expectChecks(when("«size» falls by 3 from the previous"), [{ code: "blank-unhandled" }]);
    expectChecks(
      when(
        "amount falls by 3 EUR from the previous counting blank as no or amount rises by «3 USD» from the previous counting blank as no",
      ),
      [{ code: "two-currencies" }],
    );
  });
});

/** What a wait for a winner, and a holdout, must and may say. */
import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const SPLIT = "split half { a 40% { send welcome }  b 40% { send story }  holdout 20% }";
const source = (steps: string) => stage(`${steps} stay`);

describe("a holdout", () => {
  it("is an arm without steps", () => {
    expectChecks(source(SPLIT), []);
    expectChecks(source("split half { a 50% { send welcome } «holdout» 50% { send story } }"), [
      { code: "holdout-does-something" },
    ]);
  });
});

describe("a wait for a winner", () => {
  const wait = (results: string, of = "half") =>
    `${SPLIT} «wait up to 9 days for the winner of ${of} { ${results} }»`;

  it("says what follows from each arm's victory, and what if nobody wins", () => {
    expectChecks(source(wait("a exit done  b stay  none go on").replace(/[«»]/g, "")), []);
    expectChecks(source(wait("a exit done  none go on")), [
      {
        code: "result-not-handled",
        message: "The wait for the winner of `half` leaves `b` without a consequence.",
      },
    ]);
    expectChecks(source(wait("a exit done  b stay")), [{ code: "result-not-handled" }]);
  });

  it("knows no other result, and no holdout among them", () =>
    expectChecks(
      source(
        wait("a exit done  b stay  none go on  «holdout» stay").replace(/«wait/, "wait").replace(/ }»/, " }"),
      ),
      [{ code: "unknown-result" }],
    ));

  it("names a split of the journey", () =>
    expectChecks(
      source(wait("a exit done  b stay  none go on", "«hlaf»").replace("«wait", "wait").replace(" }»", " }")),
      [{ code: "unknown-name", help: "Did you mean `half`?" }],
    ));
});

/** A subject that follows another (docs/language.md, 4.1). */
import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const follower = (fields: string, follows = "follows lead on bought") =>
  `subject buyer { owner head  ${follows} ${fields} }`;
const KEY = "email: email key";
const CODE = [{ code: "follower-cannot-open" }];

describe("follower-cannot-open", () => {
  it("takes one that has what it needs: what comes along, may be blank, has a default or is worked out", () => {
    expectChecks(
      follower(
        `${KEY}  name: text  company: text  amount?: money  size: number = 1  note?: text  twice: number = size * 2`,
      ),
      [],
    );
  });

  it("wants the key and every field that may not be blank to come along", () => {
    expectChecks(follower(`${KEY} contract: text`, "«follows lead on bought»"), CODE);
    expectChecks(follower("contract: text key", "«follows lead on bought»"), CODE);
    expectChecks(follower("contract?: text key", "«follows lead on bought»"), CODE);
  });

  it("wants values of the same kind, and a list that has them all", () => {
    expectChecks(follower(`${KEY} «name»: number`), [{ code: "wrong-type" }]);
    expectChecks(follower(`${KEY} «stage»?: one of (small)`), [{ code: "wrong-type" }]);
    expectChecks(follower(`${KEY} stage?: one of (small, large, huge)`), []);
  });

  it("holds an amount that comes along to its currency", () => {
    expectChecks(
      `${follower(`${KEY} amount: money = 5 EUR`)} ${stage("if amount > «5 USD» counting blank as no { send welcome } stay")}`,
      [{ code: "two-currencies" }],
    );
  });

  it("follows on an event of whom it follows, and not itself", () => {
    expectChecks(follower(KEY, "follows lead on «signed_in»"), [{ code: "belongs-to-another-subject" }]);
    expectChecks(
      "event came of buyer subject «buyer» { owner head  follows buyer on came  email: email key }",
      [{ code: "names-in-circle" }],
    );
  });

  it("may be told from whom it follows in a scenario", () => {
    const scenario = (given: string, act: string) => `${follower(`${KEY} name: text`)}
      event signed of buyer
      journey onboard v1 of buyer {
        owner head  goal signed within 9 days  review every 3 months
        enter on signed -> first
        exit done as success
        stage first { owner marketing  lasts at most 9 days, then exit done  stay }
      }
      scenario "x" of onboard { given { email: "a@example.com"  name: "A" ${given} } start 2026-11-23 09:00 at 0 minutes ${act} }`;
    expectChecks(scenario("size: 3", "bought { amount: 5 EUR }"), []);
    expectChecks(scenario('size: «"x"»', "bought { amount: 5 EUR }"), [{ code: "wrong-type" }]);
    expectChecks(scenario("", "«signed_in»"), [{ code: "belongs-to-another-subject" }]);
  });
});

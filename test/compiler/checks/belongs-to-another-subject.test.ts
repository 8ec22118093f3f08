import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "belongs-to-another-subject" };

describe("belongs-to-another-subject", () => {
  it("finds events, rights and routes of another subject", () => {
    expectChecks(
      stage(`
        on «signed_in» { send welcome }
        task call "Call" by sales picked by «care», on daily
        decide «refund» { yes_please exit done }
      `),
      [
        { ...CODE, message: "The event `signed_in` is about a customer, and this is about a lead." },
        CODE,
        CODE,
      ],
    );
  });

  it("finds them in scores, goals and sets", () => {
    expectChecks("event mixed = asked or «signed_in»", [CODE]);
    expectChecks(
      "score heat of lead { owner head  review every 3 months  validate against bought within 9 days  add 5 on «signed_in»  band hot from 5 }",
      [CODE],
    );
  });

  it("finds a journey of another subject that is begun", () => {
    expectChecks(
      `${journey("stage first { owner sales  lasts at most 3 days, then exit done  begin «stay_close», and go on  stay }")}
      journey stay_close v1 of customer {
        owner head  goal signed_in within 9 days  review every 3 months
        enter on signed_in -> only  exit done as success
        stage only { owner head  lasts at most 3 days, then exit done  stay }
      }`,
      [CODE],
    );
  });
});

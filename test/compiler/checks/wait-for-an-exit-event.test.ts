import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "wait-for-an-exit-event" };

describe("wait-for-an-exit-event", () => {
  it("refuses to wait for, or listen to, what ends the journey", () => {
    expectChecks(stage("on «left» { send welcome }  wait up to 3 days for «left» { none go on }  stay"), [
      { ...CODE, message: "This handler never sees `left`: exit `gone` takes it first." },
      CODE,
    ]);
  });

  it("takes a set of which some end nothing, and an exit that is narrowed", () => {
    expectChecks(
      journey(`
        exit sold as success on bought where amount > 100 EUR
        stage first { owner sales  lasts at most 3 days, then exit done
          wait up to 3 days for bought { none go on }  stay }
      `),
      [],
    );
  });
});

import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "reaction-to-any-message" };
const clicked = "event clicked of lead { message: message }\nevent reacts = clicked or asked\n";
const waits = (what: string) =>
  `${clicked}${stage(`send welcome  wait up to 3 days for ${what} { none go on }  stay`)}`;

describe("reaction-to-any-message", () => {
  it("wants a wait for a reaction to say to which message", () => {
    expectChecks(waits("«clicked»"), [{ ...CODE, help: "Write `clicked where message is MESSAGE`." }]);
    // A set has no field that one of its events lacks.
    expectChecks(waits("«reacts»"), [
      { ...CODE, help: "Write `clicked where message is MESSAGE or asked`." },
    ]);
    expectChecks(waits("asked or «clicked»"), [CODE]);
  });

  it.each(["clicked where message is welcome", "clicked where message in (welcome, story)", "asked"])(
    "is content with: %s",
    (what) => expectChecks(waits(what), []),
  );

  it("lets a handler listen for any", () => {
    expectChecks(`${clicked}${stage("on clicked { send story }  stay")}`, []);
  });

  it("may be silenced with a reason", () => {
    const allow = 'allow reaction-to-any-message because "There is only one"';
    expectChecks(`${clicked}${stage(`${allow}  wait up to 3 days for clicked { none go on }  stay`)}`, []);
  });
});

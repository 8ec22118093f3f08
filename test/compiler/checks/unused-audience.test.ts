import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const audience = (name: string, more = "") => `audience ${name} of lead { when opted_out ${more} }`;
const asks = stage("if gone { send welcome }  stay");

describe("unused-audience", () => {
  it("warns of an audience that nothing asks for", () => {
    expectChecks(audience("«gone»"), [
      { code: "unused-audience", message: "Nothing asks for audience `gone`." },
    ]);
    expectChecks(`${audience("gone")} ${asks}`, []);
  });

  it("takes one that another asks for", () => {
    expectChecks(
      `${audience("gone")} audience quiet of lead { when gone } ${stage("if quiet { send welcome }  stay")}`,
      [],
    );
  });

  it("may be silenced with a reason", () => {
    expectChecks(audience("gone", 'allow unused-audience because "For the spring campaign"'), []);
  });
});

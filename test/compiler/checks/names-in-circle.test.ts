import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

describe("names-in-circle", () => {
  it("finds a set of events that holds itself", () => {
    expectChecks("event «a» = b or asked  event b = a", [
      { code: "names-in-circle", message: "The events go round in a circle: a, b, a." },
    ]);
  });

  it("finds audiences that are about themselves", () => {
    expectChecks(
      "audience «a» of lead { when b and opted_out }  audience b of lead { when opted_out or not a }",
      [{ code: "names-in-circle", message: "The audiences and scores go round in a circle: a, b, a." }],
    );
    expectChecks(
      `audience a of lead { when b and c }  audience b of lead { when c }  audience c of lead { when opted_out }
      ${stage("if a { send welcome }  stay")}`,
      [],
    );
  });

  it("finds scores and audiences that go by each other", () => {
    const score = (name: string, when: string) =>
      `score ${name} of lead { owner head review every 3 months validate against bought within 9 days add 5 if ${when} band low from 0 band high from 5 }`;
    const CODE = [{ code: "names-in-circle" }];
    expectChecks(score("«a»", "a is high"), CODE);
    expectChecks(`${score("«a»", "b is high")} ${score("b", "a is high")}`, CODE);
    expectChecks(
      `${score("a", "big")} audience «big» of lead { when a is high }`
        .replace("score a", "score «a»")
        .replace("«big»", "big"),
      CODE,
    );
    expectChecks(`${score("a", "interest is hot")} ${score("b", "a is high and interest is hot")}`, []);
  });

  it("finds roles that report to themselves in the end", () => {
    expectChecks("role «a» { hours office  reports to b }  role b { hours office  reports to a }", [
      { code: "names-in-circle", message: "The roles go round in a circle: a, b, a." },
    ]);
  });
});

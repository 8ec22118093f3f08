import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../../../language/diagnostics/catalogue.ts";
import { type Code, report } from "../../../language/diagnostics/report.ts";

const span = { file: "f", start: 0, end: 1 };

describe("report", () => {
  test("a suggestion stands last in the help", () => {
    const { message, help } = report("unknown-name", { what: "role", name: "sdx", suggestion: "sdr" }, span);
    expect(message).toContain("`sdx`");
    expect(help).toMatch(/Did you mean `sdr`\?$/);
  });

  test("what is absent is not there", () => {
    const found = report("duplicate-name", { what: "stage", name: "offer" }, span);
    expect(Object.keys(found)).not.toContain("label");
    expect(found).toMatchObject({ severity: "error", related: [], fixes: [] });
  });

  test("a wrong code and a missing fact do not compile", () => {
    // @ts-expect-error: there is no such code
    const wrongCode = () => report("unknown-nmae", { what: "role", name: "a" }, span);
    // @ts-expect-error: the name is missing
    const missingFact = () => report("unknown-name", { what: "role" }, span);
    expect([wrongCode, missingFact]).toHaveLength(2);
  });

  test.each([
    [report("migrates-twice", { from: 1 }, span), "It is said twice what becomes of those in v1."],
    [
      report("missing-part", { what: "owner", owner: "stage `nurture`" }, span),
      "Stage `nurture` names no owner.",
    ],
  ])("%o", ({ message }, words) => expect(message).toBe(words));
});

test("every code is a slug", () => {
  for (const code of Object.keys(CATALOGUE) as Code[]) expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
});

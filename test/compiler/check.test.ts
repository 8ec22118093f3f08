import { describe, expect, it } from "vitest";
import { checkWorkspace } from "../../compiler/check.ts";
import { loadWorkspace } from "../../compiler/workspace.ts";
import { checkSource, expectChecks, journey, stage } from "./check-source.ts";

describe("checkWorkspace", () => {
  it("has nothing to say of the library that is shipped", () => {
    expect(checkWorkspace(loadWorkspace("journeys"), { today: "2026-11-23" }).diagnostics).toEqual([]);
  });

  it("has nothing to say of the organisation that tests are written against", () => {
    expect(checkSource(stage("send welcome stay"))).toEqual([]);
  });

  it("finds five different mistakes in five places, in the order of the text", () => {
    expectChecks(
      journey(`
        stage first {
          owner «marketng»
          lasts at most 30 days, then exit done
          on asked -> «secnd»
          task call "Call «{nobody}»" by sales, on daily
          send «nothing_at_all»
          stay
        }
        stage «second» { owner sales  lasts at most 3 days, then exit done }
      `),
      [
        { code: "unknown-role", help: "Did you mean `marketing`?" },
        { code: "unknown-stage", help: "Did you mean `second`?" },
        { code: "unknown-placeholder" },
        { code: "unknown-message" },
        { code: "main-track-ends-in-nothing" },
      ],
    );
  });

  it("tells a name that does not exist once, and shows the other places", () => {
    const found = checkSource(stage("send welcom  send welcom  stay"));
    expect(found.map(({ code }) => code)).toEqual(["unknown-message"]);
    expect(found[0]?.related).toHaveLength(1);
  });

  it("is silent about what depends on a declaration that cannot be read", () => {
    const found = checkSource(`
      subject visitor { owner head  email: email key  «  name: text }
      event came of visitor
      score heat of visitor {
        owner head  review every 3 months  validate against came within 9 days
        add 5 if whatever is "x"
        band hot from 5
      }
    `);
    expect(found.filter(({ code }) => code === "unknown-field")).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  });

  it("is silent about the name of a message that cannot be read", () => {
    const files = [{ path: "journeys/messages/odd.md", text: "no front matter" }];
    expect(checkSource(stage("send odd  stay"), { files })).toEqual([]);
  });

  it("says the same twice", () => {
    const files = [{ path: "journeys/a.journey", text: stage("send x  -> y") }];
    expect(checkWorkspace({ files })).toEqual(checkWorkspace({ files }));
  });
});

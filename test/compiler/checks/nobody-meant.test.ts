import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = [{ code: "nobody-meant" }];

describe("nobody-meant", () => {
  it.each([
    'tell «the receiver» "x" stay',
    'tell «the giver» "x" stay',
    "on holder left give to «the asker» stay",
  ])("finds %s", (lines) => expectChecks(stage(lines), CODE));

  it("finds whom data care cannot ask", () => {
    const care = (who: string) =>
      `hygiene care of lead { owner head  runs every 7 days  ask ${who} for country on daily }`;
    expectChecks(care("«the manager»"), CODE);
    expectChecks(care("the owner"), []);
  });

  it("knows who is meant in a stage", () => {
    expectChecks(stage('tell the asker "x"  tell the manager "x"  tell the owner "x" stay'), []);
  });
});

import { describe, expect, it } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";

const SOURCE = `
role head { hours office }
calendar office { zone "Europe/Copenhagen"  open mon to fri 09:00 to 17:00 }
subject lead { owner head  email: email key }
event asked of lead
contact policy of lead { owner head  exempt receipt, marked by head }
journey trial v1 of lead {
  owner head  goal asked within 9 days  review every 3 months
  enter on asked -> first  exit done as success
  stage first { owner head  lasts at most 3 days, then exit done  send thanks  stay }
}`;

const check = (front: string) =>
  checkWorkspace({
    files: [
      { path: "journeys/a.journey", text: SOURCE },
      {
        path: "journeys/messages/thanks.md",
        text: `---\nchannel: email\nsubject: Thanks\n${front}\n---\nThanks.\n`,
      },
    ],
  }).diagnostics.map(({ code, span }) => `${code} ${span.file}`);

describe("exempt-not-marked", () => {
  it("wants the mark of the role that the contact policy names", () => {
    expect(check("purpose: receipt")).toEqual(["exempt-not-marked journeys/messages/thanks.md"]);
    expect(check("purpose: receipt\nmarked_by: sales")).toEqual([
      "exempt-not-marked journeys/messages/thanks.md",
    ]);
    expect(check("purpose: receipt\nmarked_by: head")).toEqual([]);
  });

  it("does not mind other purposes", () => {
    expect(check("purpose: nurture")).toEqual([]);
  });
});

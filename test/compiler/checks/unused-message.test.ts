import { describe, expect, it } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { message, stage } from "../check-source.ts";

const ORGANISATION = `
calendar office { zone "Europe/Copenhagen"  open mon to fri 09:00 to 17:00 }
role head { hours office }
role marketing { hours office }
subject lead { owner head  email: email key  name: text }
event visited of lead
event bought of lead
event left of lead
`;

const check = (journeys: string, ...messages: readonly ReturnType<typeof message>[]) =>
  checkWorkspace({
    files: [{ path: "journeys/a.journey", text: ORGANISATION + journeys }, ...messages],
  }).diagnostics.map(({ code, span }) => `${code} ${span.file}`);

describe("unused-message", () => {
  it("warns of a message that no journey sends", () => {
    const sends = stage("send welcome  stay");
    expect(check(sends, message("welcome"), message("story"))).toEqual([
      "unused-message journeys/messages/story.md",
    ]);
  });

  it("takes one that is retired", () => {
    expect(check(stage("stay"), message("story", "Hi", "retired: nobody read it\n"))).toEqual([]);
  });

  it("is silent where nothing is sent at all, and where a statement is lost that may send it", () => {
    expect(check("", message("story"))).toEqual([]);
    expect(
      check(stage("send send story  stay"), message("story")).filter((one) => one.startsWith("unused")),
    ).toEqual([]);
  });
});

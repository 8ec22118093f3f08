import { describe, expect, test } from "vitest";
import { signatureAt } from "../../../compiler/service/sign.ts";
import { withCursor } from "./workspace.ts";

const inStage = (line: string): string => `journey j v1 of lead {\n  stage s {\n    ${line}`;

describe("while it is written, the form is shown", () => {
  test.each<[what: string, source: string, part: string]>([
    ["of a duration, at its amount", inStage("wait |"), "AMOUNT"],
    ["of a duration, behind its amount", inStage("wait 3 |"), "[business | calendar]"],
    ["of a duration, at its unit", inStage("wait 3 business |"), "UNIT …"],
    ["of a schedule, behind its unit", inStage("at 30 days |"), "before | after"],
    ["of a schedule, at its date", inStage("at 30 days before |"), "DATE"],
    ["of a repeated moment", inStage("at every second |"), "DAY | UNIT"],
    ["of what follows a moment", inStage("at 30 days before seen, |"), "[, TIME]"],
    ["of a rung", "ladder l {\n  within 1 day\n  after 2 days |", "remind"],
    ["of a limit", inStage("when interest is hot, at most 2 times |"), "[per DURATION | per visit | ever]"],
  ])("%s", (_, source, part) => {
    const { snapshot, place } = withCursor(source);
    const shown = signatureAt(snapshot, place);
    expect(shown?.parameters[shown.active]).toBe(part);
    expect(shown?.label).toContain(part);
  });

  test.each([
    ["on the next line", inStage("wait 3 days\n    |")],
    ["where a name is written", inStage("send |")],
  ])("and not %s", (_, source) => {
    const { snapshot, place } = withCursor(source);
    expect(signatureAt(snapshot, place)).toBeUndefined();
  });
});

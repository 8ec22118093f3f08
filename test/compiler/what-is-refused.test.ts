/** docs/language.md, "What the compiler refuses or warns of": each line names the codes that carry it out. */
import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { CATALOGUE } from "../../language/diagnostics/catalogue.ts";
import { checkSource, stage } from "./check-source.ts";

const SECTION = /^## \d+\. What the compiler refuses or warns of\n([\s\S]*?)^## /m;

interface Line {
  readonly what: string;
  readonly codes: readonly string[];
  readonly isNotYet: boolean;
}

function linesOf(page: string): readonly Line[] {
  const section = SECTION.exec(page)?.[1] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| |"));
  return rows.map((row) => {
    const [, , what = "", told = ""] = row.split("|").map((cell) => cell.trim());
    return {
      what,
      codes: [...told.matchAll(/\[`([a-z-]+)`\]\(checks\/\1\.md\)/g)].map(([, code = ""]) => code),
      isNotYet: told.startsWith("not yet"),
    };
  });
}

const LINES = linesOf(readFileSync("docs/language.md", "utf8"));

test("the list is read", () => expect(LINES.length).toBeGreaterThan(35));

it.each(LINES.map((line) => [line.what, line] as const))("%s", (_, { codes, isNotYet }) => {
  expect(codes.length > 0).toBe(!isNotYet);
  // That each of them is reported, and by what, is tested with its page.
  expect(codes.filter((code) => !Object.hasOwn(CATALOGUE, code))).toEqual([]);
});

describe("what is not read without its bound", () => {
  const codesOf = (source: string) => checkSource(source).map(({ code }) => code);

  it.each([
    ["a wait for an event", "wait for asked { none go on }  stay", "bound-behind"],
    ["a wait for a state", "wait until opted_out { none go on }  stay", "wrong-type"],
    ["a repetition", "every 3 days { send welcome }  stay", "unexpected-word"],
    [
      "a retry",
      'task call "x" by sales, on daily { no_answer { wait 1 day  retry, then exit done } }  stay',
      "unexpected-word",
    ],
  ])("%s", (_, lines, code) => expect(codesOf(stage(lines))).toContain(code));

  it("a decision", () => {
    const right =
      "right terms of lead about discount { owner head  order head  ask head when discount >= 0% or discount < 0%  answers fine }";
    expect(codesOf(right)).toEqual(["missing-part"]);
  });
});

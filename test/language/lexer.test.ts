import { describe, expect, test } from "vitest";
import { lex } from "../../language/lexer.ts";
import { EXAMPLES } from "./fixtures.ts";

/** Everything that lexing found, in order; what is between must be white space. */
function gapsOf(text: string): string {
  const { tokens, comments, unknown } = lex(text);
  const pieces = [...tokens, ...comments, ...unknown].sort((a, b) => a.startOffset - b.startOffset);
  let end = 0;
  let gaps = "";
  for (const { image, startOffset } of pieces) {
    expect(startOffset).toBeGreaterThanOrEqual(end);
    expect(text.slice(startOffset, startOffset + image.length)).toBe(image);
    gaps += text.slice(end, startOffset);
    end = startOffset + image.length;
  }
  return gaps + text.slice(end);
}

describe("tokens and trivia add up to the input", () => {
  test.each(EXAMPLES)("$name", ({ text }) => expect(gapsOf(text).trim()).toBe(""));

  test("a text full of surprises", () => {
    expect(gapsOf('a;b "c\n# 5days größe ~ 😀 x-y v1 v1a 1_000.5 20% 09:00 "d').trim()).toBe("");
  });
});

/** The names of the token types, words by their text. */
const typesOf = (text: string) => lex(text).tokens.map(({ tokenType }) => tokenType.name);

describe("what a text is read as", () => {
  test.each([
    ["price-cost", ["Slug"]],
    ["price - cost", ["Id", "-", "Id"]],
    ["v1 v1a v", ["Version", "Id", "Id"]],
    ["EUR DK-1", ["Code", "Code"]],
    ["25_000 0.5 20% 2026-11-23 09:00", ["Number", "Number", "Percent", "Date", "Time"]],
    ["-> >= <= > <", ["->", ">=", "<=", ">", "<"]],
    ["stage stages no NO", ["'stage'", "Id", "'no'", "Code"]],
    ["5days", ["BrokenNumber"]],
    ["firstCall Größe", ["OddWord", "OddWord"]],
    ['"a" "b', ["String", "Unclosed"]],
    ['"a {\n}', ["Unclosed", "{", "}"]],
    ['"a {b}', ["Unclosed"]],
  ])("%s", (text, types) => expect(typesOf(text)).toEqual(types));
});

import { describe, expect, test } from "vitest";
import { lex } from "../../language/lexer.ts";
import { Id, KEYWORDS, RESERVED_WORDS } from "../../language/tokens.ts";
import { codesOf, collapse, EXAMPLES, type Example, tokensOf, treeOf } from "./fixtures.ts";

/** Of all pairs of a name and a word, every so many; all of them take minutes. */
const STRIDE = 23;

/** The plain names of an example. */
function namesOf({ text }: Example): readonly string[] {
  return [
    ...new Set(
      lex(text)
        .tokens.filter(({ tokenType }) => tokenType === Id)
        .map(({ image }) => image),
    ),
  ];
}

/** Each token that is the name becomes the word; texts keep theirs. */
function rename(text: string, name: string, word: string): string {
  return collapse(tokensOf(text).map((token) => (token.image === name ? { ...token, image: word } : token)));
}

function sampleOf(one: Example): readonly { readonly name: string; readonly word: string }[] {
  const pairs = namesOf(one).flatMap((name) => KEYWORDS.map((word) => ({ name, word })));
  return pairs.filter((_, index) => index % STRIDE === 0);
}

describe("every keyword may be a name", () => {
  test.each(EXAMPLES)("in $name", (one) => {
    for (const { name, word } of sampleOf(one)) {
      const renamed = treeOf(one.text).replaceAll(`"text":"${name}"`, `"text":"${word}"`);
      expect(treeOf(rename(one.text, name, word)), `${name} renamed to ${word}`).toBe(renamed);
    }
  });

  test.each(RESERVED_WORDS)("but not `%s`", (word) => {
    expect(codesOf(`role ${word} { }`)).toEqual(["reserved-word"]);
  });
});

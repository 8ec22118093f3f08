import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format, formatRange } from "../../language/format/format.ts";
import { parse } from "../../language/parse.ts";
import { KEYWORDS, RESERVED_WORDS } from "../../language/tokens.ts";
import { FUZZ_TIMEOUT, fuzz } from "../support/fuzz.ts";
import { sentenceText } from "../support/valid-text.ts";
import { EXAMPLES, tokensOf, treeOf } from "./fixtures.ts";

/** Never throws, and what it says stands inside the text; formatting loses no byte but white space. */
function survives(text: string): void {
  const { file, diagnostics, damages } = parse("fuzz.journey", text);
  const spans = [
    ...diagnostics.map(({ span }) => span),
    ...damages.map(({ span }) => span),
    ...file.declarations.map(({ span }) => span),
  ];
  for (const { start, end } of spans) {
    expect(0 <= start && start <= end && end <= text.length, `${start}-${end} of ${text.length}`).toBe(true);
  }
  expect(diagnostics.length).toBeLessThanOrEqual(100);
  if (diagnostics.length > 0) expect(damages.length).toBeGreaterThan(0);
  formats(text, diagnostics.length === 0);
}

function formats(text: string, isValid: boolean): void {
  const { text: formatted } = format(text);
  if (!isValid) {
    expect(formatted).toBe(text);
    return;
  }
  expect(withoutSpace(formatted)).toBe(withoutSpace(text));
  expect(treeOf(formatted)).toBe(treeOf(text));
  expect(format(formatted).text).toBe(formatted);
}

const withoutSpace = (text: string): string => text.replace(/\s+/g, "");

const soup = fc.oneof(
  fc.constantFrom(...KEYWORDS, ...RESERVED_WORDS),
  fc.constantFrom(
    "{",
    "}",
    "(",
    ")",
    "->",
    ",",
    ".",
    ":",
    "?",
    "=",
    ">",
    "<",
    "+",
    "-",
    "*",
    "/",
    "\n",
    "// c\n",
  ),
  fc.constantFrom(
    "a_name",
    "v1",
    "DK",
    "3",
    "20%",
    "09:00",
    "2026-11-23",
    '"text {x}"',
    '"open',
    "5days",
    "wait-a",
  ),
  fc.string({ maxLength: 4, unit: "binary" }),
);

test("a soup of tokens", FUZZ_TIMEOUT, () => {
  fuzz(fc.array(soup, { maxLength: 150 }), (pieces) => survives(pieces.join(" ")));
});

test("any text at all", FUZZ_TIMEOUT, () => {
  fuzz(fc.string({ maxLength: 300, unit: "binary" }), (text) => survives(text));
});

describe("mutated examples", FUZZ_TIMEOUT, () => {
  const mutation = fc.record({
    example: fc.constantFrom(...EXAMPLES.map(({ text }) => tokensOf(text).map(({ image }) => image))),
    edits: fc.array(
      fc.record({ at: fc.nat(2_000), drop: fc.nat(3), put: fc.array(soup, { maxLength: 2 }) }),
      { minLength: 1, maxLength: 6 },
    ),
    separator: fc.constantFrom(" ", "\n"),
  });

  test("with tokens left out and put in", () => {
    fuzz(mutation, ({ example, edits, separator }) => {
      const tokens = [...example];
      for (const { at, drop, put } of edits) tokens.splice(at % tokens.length, drop, ...put);
      survives(tokens.join(separator));
    });
  });

  test("cut off anywhere", () => {
    const cut = fc.record({ text: fc.constantFrom(...EXAMPLES.map(({ text }) => text)), at: fc.nat(8_000) });
    fuzz(cut, ({ text, at }) => survives(text.slice(0, at % text.length)));
  });
});

/** Whatever lines an editor asks for, the rest stays, and the whole comes out the same afterwards. */
function formatsInPart(text: string, a: number, b: number): void {
  const [start = 0, end = 0] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
  let changed = text;
  for (const { span, text: put } of [...formatRange(text, { start, end })].reverse()) {
    expect(text.slice(span.start, span.end).trim() + put.trim()).toBe("");
    changed = changed.slice(0, span.start) + put + changed.slice(span.end);
  }
  expect(withOneLineEnd(format(changed).text)).toBe(withOneLineEnd(format(text).text));
}

const withOneLineEnd = (text: string): string => text.replaceAll("\r\n", "\n");

describe("sentences of the grammar", FUZZ_TIMEOUT, () => {
  test("are laid out in part", () => {
    fuzz(fc.tuple(sentenceText(), fc.nat(2_000), fc.nat(2_000)), ([text, a, b]) => formatsInPart(text, a, b));
  });

  test("are laid out, and mean what they meant", () => {
    let valid = 0;
    let all = 0;
    fuzz(sentenceText(), (text) => {
      survives(text);
      all += 1;
      valid += parse("fuzz.journey", text).diagnostics.length === 0 ? 1 : 0;
    });
    expect(valid / all, "the part of them that is valid").toBeGreaterThan(0.7);
  });
});

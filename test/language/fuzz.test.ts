import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../../language/parse.ts";
import { KEYWORDS, RESERVED_WORDS } from "../../language/tokens.ts";
import { EXAMPLES, tokensOf } from "./fixtures.ts";

const RUNS = 500;

/** Never throws, and what it says stands inside the text. */
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
}

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

test("a soup of tokens", () => {
  fc.assert(
    fc.property(fc.array(soup, { maxLength: 150 }), (pieces) => survives(pieces.join(" "))),
    { numRuns: RUNS },
  );
});

test("any text at all", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300, unit: "binary" }), (text) => survives(text)),
    { numRuns: RUNS },
  );
});

describe("mutated examples", () => {
  const mutation = fc.record({
    example: fc.constantFrom(...EXAMPLES.map(({ text }) => tokensOf(text).map(({ image }) => image))),
    edits: fc.array(
      fc.record({ at: fc.nat(2_000), drop: fc.nat(3), put: fc.array(soup, { maxLength: 2 }) }),
      { minLength: 1, maxLength: 6 },
    ),
    separator: fc.constantFrom(" ", "\n"),
  });

  test("with tokens left out and put in", () => {
    fc.assert(
      fc.property(mutation, ({ example, edits, separator }) => {
        const tokens = [...example];
        for (const { at, drop, put } of edits) tokens.splice(at % tokens.length, drop, ...put);
        survives(tokens.join(separator));
      }),
      { numRuns: RUNS },
    );
  });

  test("cut off anywhere", () => {
    const cut = fc.record({ text: fc.constantFrom(...EXAMPLES.map(({ text }) => text)), at: fc.nat(8_000) });
    fc.assert(
      fc.property(cut, ({ text, at }) => survives(text.slice(0, at % text.length))),
      { numRuns: RUNS },
    );
  });
});

import { expect, test } from "vitest";
import { JourneyGrammar } from "../../../language/grammar.ts";
import { VOCABULARY } from "../../../language/tokens.ts";
import { type Conflict, Lookahead } from "./lookahead.ts";

test("the library finds no mistake in the grammar", () => {
  expect(() => new JourneyGrammar({ validated: true })).not.toThrow();
});

const rules = Object.values(new JourneyGrammar().getGAstProductions());
const conflictsWith = (tokens: number) => new Lookahead(rules, VOCABULARY, "file", tokens).conflicts();
const isAlternation = ({ where }: Conflict) => where.startsWith("Alternation");

test("no decision needs more than two tokens", () => {
  expect(conflictsWith(2)).toEqual([]);
});

/** The library looks at two tokens only where it sees a conflict, which is between alternatives of one rule. */
test("one token does not decide at the gates, and no more", () => {
  const gates = conflictsWith(1).filter((conflict) => !isAlternation(conflict));
  expect(gates.map(({ rule, where }) => `${rule}, ${where}`)).toEqual([
    "refinements, Repetition 0",
    "ownZone, Option 0",
    "quantity, Option 0",
    "comparison, Option 0",
    "reassignRung, Option 0",
    "field, Option 1",
    "again, Option 0",
    "atLine, Option 0",
    "act, Option 5",
  ]);
});

test("alternatives that need both tokens", () => {
  const alternatives = conflictsWith(1).filter(isAlternation);
  expect(alternatives.map(({ rule }) => rule)).toEqual([
    "undatedAnchor",
    "moment",
    "recipient",
    "subject",
    "fieldType",
    "event",
    "onHandler",
    "gate",
  ]);
});

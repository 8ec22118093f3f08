/** Conditions in words, as they stand behind "when" or "if". */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import {
  anchorWords,
  durationWords,
  instantWords,
  listWords,
  nameWords,
  numberWords,
  pathWords,
  quote,
} from "./words.ts";

export function conditionWords(condition: ast.Condition, model: Model): string {
  switch (condition.kind) {
    case "Or":
      return listWords(
        condition.terms.map((term) => conditionWords(term, model)),
        "or",
      );
    case "And":
      return listWords(
        condition.terms.map((term) => grouped(term, model)),
        "and",
      );
    case "Not":
      return `it is not so that ${grouped(condition.term, model)}`;
    case "Absence":
      return `there was no ${quote(nameWords(condition.event.text))}${whereWords(condition.where, model)} for ${durationWords(condition.lasting)}`;
    case "NoneRelated":
      return noneWords(condition);
    case "Test":
      return testWords(condition, model) + blankWords(condition);
  }
}

/** What would read wrongly without its own brackets. */
function grouped(condition: ast.Condition, model: Model): string {
  const words = conditionWords(condition, model);
  return condition.kind === "Or" ? `(${words})` : words;
}

export const whereWords = (where: ast.Condition | undefined, model: Model): string =>
  where === undefined ? "" : ` where ${conditionWords(where, model)}`;

function noneWords({ what, of, field, value }: Extract<ast.Condition, { kind: "NoneRelated" }>): string {
  return `no ${nameWords(what.text)} of the ${nameWords(of.text)} has the ${nameWords(field.text)} ${valueWords(value)}`;
}

type TestCondition = Extract<ast.Condition, { kind: "Test" }>;

const blankWords = ({ blankAs }: TestCondition): string =>
  blankAs === undefined ? "" : ` (a blank counts as ${blankAs})`;

function testWords({ subject, test }: TestCondition, model: Model): string {
  if (test === undefined) return bareWords(subject, model);
  return markedWords(subject, test) ?? `${readWords(subject, test, model)} ${predicateWords(test)}`;
}

/** A field of yes or no that is compared with one of them. */
function markedWords(subject: ast.Path, test: ast.Test): string | undefined {
  if (test.kind !== "Is" && test.kind !== "Turns") return undefined;
  const said = valueWords(test.value);
  if (said !== "yes" && said !== "no") return undefined;
  const isMarked = (said === "yes") !== (test.kind === "Is" && test.not);
  const field = quote(pathWords(subject));
  if (test.kind === "Turns") return `it ${isMarked ? "comes to be" : "is no longer"} marked ${field}`;
  return `it is ${isMarked ? "" : "not "}marked ${field}`;
}

/** A score has a name of its own; an event has happened; all else is a field. */
function readWords(subject: ast.Path, test: ast.Test, model: Model): string {
  const words = pathWords(subject);
  if (test.kind === "HappenedSince") return quote(words);
  return model.scores.has(subject.names[0]?.text ?? "") ? words : `the ${words}`;
}

/** A field of yes or no, or an audience. */
function bareWords(subject: ast.Path, model: Model): string {
  const audience = model.audiences.get(subject.names[0]?.text ?? "");
  if (audience === undefined) return `it is marked ${quote(pathWords(subject))}`;
  return `it belongs to ${quote(audience.title?.text ?? nameWords(audience.name.text))}`;
}

const COMPARED = { ">=": "is at least", ">": "is over", "<=": "is at most", "<": "is below" } as const;

function predicateWords(test: ast.Test): string {
  switch (test.kind) {
    case "Compare":
      return `${COMPARED[test.operator]} ${valueWords(test.value)}`;
    case "Is":
      return `is ${test.not ? "not " : ""}${valueWords(test.value)}`;
    case "Turns":
      return `turns ${valueWords(test.value)}`;
    case "In":
      return `is ${test.not ? "none of " : ""}${listWords(test.values.map(valueWords), "or")}`;
    case "TextTest":
      return textTestWords(test);
    case "Moved":
      return `${test.direction} by ${valueWords(test.by)} from the reading before`;
    case "HappenedSince":
      return `has happened since ${anchorWords(test.anchor)}`;
  }
}

function textTestWords({ how, text }: Extract<ast.Test, { kind: "TextTest" }>): string {
  if (how !== "matches") return `${how} ${quote(text.text)}`;
  const words = text.text.split("|").map((word) => quote(word.trim()));
  return words.length === 1 ? `has the word ${words[0]}` : `has one of the words ${listWords(words, "or")}`;
}

/** `for 3 readings in a row`. */
export const stateWords = ({ condition, readings }: ast.State, model: Model): string =>
  conditionWords(condition, model) + (readings === undefined ? "" : `, for ${readings} readings in a row`);

export const occurrencesWords = (events: readonly ast.Occurrence[], model: Model): string =>
  listWords(
    events.map(({ event, where }) => quote(nameWords(event.text)) + whereWords(where, model)),
    "or",
  );

// ── Values ────────────────────────────────────────────────────────────────────────────────────────────────

export function valueWords(value: ast.Expression): string {
  switch (value.kind) {
    case "Text":
      return quote(value.text);
    case "NumberLiteral":
      return numberWords(value.value);
    case "MoneyLiteral":
      return `${numberWords(value.amount)} ${value.currency}`;
    case "PercentLiteral":
      return `${numberWords(value.value)}%`;
    case "InstantLiteral":
      return instantWords(value);
    case "TimeLiteral":
    case "CodeLiteral":
      return value.text;
    case "Duration":
      return durationWords(value);
    case "NoLiteral":
      return "no";
    case "Path":
      return pathWords(value);
    case "Arithmetic":
      return `${valueWords(value.left)} ${SIGNS[value.operator]} ${valueWords(value.right)}`;
  }
}

const SIGNS = { "+": "plus", "-": "minus", "*": "times", "/": "divided by" } as const;

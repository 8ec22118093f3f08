import type * as ast from "../../language/ast.ts";
import { assertNever, invariant } from "../invariant.ts";
import type { FieldType } from "../library.ts";
import type { Condition, Operand, Pattern, Value } from "../plan.ts";
import { namesRun } from "../questions.ts";
import { yesOrNoOf } from "../types/conditions.ts";
import { askQuestion, isMoved } from "./ask-question.ts";
import { lowerDuration } from "./durations.ts";
import { isDateOfSubject, lowerAnchor } from "./moments.ts";
import { notInPlan } from "./not-in-plan.ts";
import { declared, eventField, type Scope, subjectField, useEvent } from "./scope.ts";
import { constantOf, lowerFieldType } from "./values.ts";

export function lowerState(state: ast.State, scope: Scope): Condition {
  return state.readings !== undefined ? askQuestion(state, scope) : lowerCondition(state.condition, scope);
}

export function lowerCondition(condition: ast.Condition, scope: Scope): Condition {
  switch (condition.kind) {
    case "And":
      return { is: "all", of: condition.terms.map((term) => lowerCondition(term, scope)) };
    case "Or":
      return { is: "any", of: condition.terms.map((term) => lowerCondition(term, scope)) };
    case "Not":
      return { is: "not", of: lowerCondition(condition.term, scope) };
    case "Absence":
      if (scope.within === "subject") return askQuestion(condition, scope);
      return {
        is: "absent",
        events: lowerOccurrence(condition, scope),
        lasting: lowerDuration(condition.lasting),
        ...(scope.within === "journey" && { since: "journey" as const }),
      };
    case "NoneRelated":
      return askQuestion(condition, scope);
    case "Test":
      return lowerTest(condition, scope);
    default:
      return assertNever(condition);
  }
}

/** `E or F where …`: one pattern for each kind of event, sets expanded. */
export function lowerOccurrences(occurrences: readonly ast.Occurrence[], scope: Scope): readonly Pattern[] {
  return occurrences.flatMap((occurrence) => lowerOccurrence(occurrence, scope));
}

function lowerOccurrence(
  { event, where }: { readonly event: ast.Name; readonly where?: ast.Condition },
  scope: Scope,
): readonly Pattern[] {
  return useEvent(scope, event.text).map((kind) => ({
    event: kind,
    where: where === undefined ? null : lowerCondition(where, { ...scope, event: kind }),
  }));
}

/** Scores whose band the condition asks for, in source order. */
export function scoresOf(condition: Condition): readonly string[] {
  switch (condition.is) {
    case "band":
      return [condition.score];
    case "all":
    case "any":
      return condition.of.flatMap(scoresOf);
    case "not":
    case "turns":
      return scoresOf(condition.of);
    default:
      return [];
  }
}

// ── One test ──────────────────────────────────────────────────────────────────────────────────────────────

type TestNode = Extract<ast.Condition, { kind: "Test" }>;

/** What the left side of a test names. A field hides a score or an audience of the same name. */
type Left =
  | { readonly names: "field"; readonly operand: Operand; readonly type: FieldType }
  | { readonly names: "score" | "audience" | "event"; readonly name: string };

function lowerTest(node: TestNode, scope: Scope): Condition {
  if (isMoved(node)) return askQuestion(node, scope);
  const left = findLeft(node.subject, scope);
  switch (left.names) {
    case "field":
      return lowerFieldTest(node, left.operand, left.type, scope);
    case "score":
      scope.uses.scores.add(left.name);
      return lowerScoreTest(node, left.name);
    case "audience":
      return lowerAudienceTest(node, left.name, scope);
    case "event":
      return lowerEventTest(node, left.name, scope);
    default:
      return assertNever(left);
  }
}

function findLeft(path: ast.Path, scope: Scope): Left {
  const field = findField(path, scope);
  if (field !== undefined) return { names: "field", ...field };
  const name = path.names.map((part) => part.text).join(".");
  if (scope.model.scores.has(name)) return { names: "score", name };
  if (scope.model.audiences.has(name)) return { names: "audience", name };
  invariant(scope.model.events.has(name), `${name} names nothing that can be tested`);
  return { names: "event", name };
}

/** A field of the event under test, else of the subject; either may be qualified by its owner's name. */
function findField(path: ast.Path, scope: Scope): { operand: Operand; type: FieldType } | undefined {
  const [first, second, ...more] = path.names.map((part) => part.text);
  if (first === undefined || more.length > 0) return undefined;
  const name = second ?? first;
  const ofEvent = second === undefined || first === scope.event ? eventField(scope, name) : undefined;
  if (ofEvent !== undefined)
    return { operand: { of: "event", field: name }, type: lowerFieldType(ofEvent.type) };
  const ofSubject = second === undefined || first === scope.subject ? subjectField(scope, name) : undefined;
  if (ofSubject === undefined) return undefined;
  scope.uses.fields.add(name);
  return { operand: { of: "subject", field: name }, type: lowerFieldType(ofSubject.type) };
}

function lowerFieldTest(node: TestNode, left: Operand, type: FieldType, scope: Scope): Condition {
  const test = node.test;
  invariant(test?.kind !== "HappenedSince", "`has happened` over a field");
  // A default never lets the left side be blank, and the checks accept no other test without `counting blank as`.
  const blank = node.blankAs === "yes";
  if (test === undefined)
    return { is: "compare", left, operator: "=", right: { of: "value", value: true }, blank };
  switch (test.kind) {
    case "Compare":
      return {
        is: "compare",
        left,
        operator: test.operator,
        right: lowerOperand(test.value, type, scope),
        blank,
      };
    case "Is":
      return lowerIs(test, left, type, blank, scope);
    case "Turns":
      return { is: "turns", of: lowerIs({ not: false, value: test.value }, left, type, blank, scope) };
    case "In":
      return lowerIn(test, left, type, blank);
    case "TextTest":
      return { is: "text", how: test.how, left, words: wordsOf(test), blank };
    case "Moved":
      throw new Error("Invariant broken: what moves is asked of its readings");
    default:
      return assertNever(test);
  }
}

function lowerIs(
  test: { readonly not: boolean; readonly value: ast.Value },
  left: Operand,
  type: FieldType,
  blank: boolean,
  scope: Scope,
): Condition {
  const word = test.value.kind === "Path" ? test.value.names.map((part) => part.text).join(".") : "";
  if (word === "blank" || word === "known") {
    const isBlank: Condition = { is: "blank", left };
    return (word === "blank") === test.not ? { is: "not", of: isBlank } : isBlank;
  }
  const right = lowerOperand(test.value, type, scope);
  return { is: "compare", left, operator: test.not ? "!=" : "=", right, blank };
}

function lowerIn(
  test: { readonly not: boolean; readonly values: readonly ast.Value[] },
  left: Operand,
  type: FieldType,
  blank: boolean,
): Condition {
  const values = test.values.map((value) => requireConstant(value, type));
  // The answer for a blank is that of the whole test, so under a `not` it is turned round.
  if (test.not) return { is: "not", of: { is: "in", left, values, blank: !blank } };
  return { is: "in", left, values, blank };
}

function wordsOf(test: Extract<ast.Test, { kind: "TextTest" }>): readonly string[] {
  if (test.how !== "matches") return [test.text.text];
  return test.text.text.split("|").map((word) => word.trim());
}

export function lowerOperand(value: ast.Value, type: FieldType, scope: Scope): Operand {
  const constant = constantOf(value, type);
  if (constant !== undefined) return { of: "value", value: constant };
  const field = value.kind === "Path" ? findField(value, scope) : undefined;
  invariant(field !== undefined, "the right side of a test is neither a value nor a field");
  return field.operand;
}

function requireConstant(value: ast.Value, type: FieldType): Value {
  const constant = constantOf(value, type);
  invariant(constant !== undefined, "a list of values holds something else");
  return constant;
}

// ── Scores, audiences, events ─────────────────────────────────────────────────────────────────────────────

function lowerScoreTest(node: TestNode, score: string): Condition {
  const test = node.test;
  switch (test?.kind) {
    case "Is":
      return test.not ? { is: "not", of: band(score, test.value) } : band(score, test.value);
    case "Turns":
      return { is: "turns", of: band(score, test.value) };
    case "In": {
      const any: Condition = { is: "any", of: test.values.map((value) => band(score, value)) };
      return test.not ? { is: "not", of: any } : any;
    }
    default:
      return notInPlan("A test of a score that is not about its band", node);
  }
}

function band(score: string, value: ast.Value): Condition {
  invariant(value.kind === "Path", `a band of ${score} is a name`);
  return { is: "band", score, band: value.names.map((part) => part.text).join(".") };
}

/** An audience is its condition, in place; it is about the subject also where an event is under test. */
function lowerAudienceTest(node: TestNode, name: string, scope: Scope): Condition {
  const when = declared(scope.model.audiences, name, "audience").when;
  invariant(when !== undefined, `audience ${name} has no condition`);
  const is = lowerState(when, { ...scope, event: null, within: "subject" });
  if (node.test === undefined) return is;
  const wanted = yesOrNoOf(node.test);
  invariant(wanted !== undefined, `audience ${name} is asked for something but yes or no`);
  const asked: Condition = wanted ? is : { is: "not", of: is };
  return node.test.kind === "Turns" ? { is: "turns", of: asked } : asked;
}

function lowerEventTest(node: TestNode, name: string, scope: Scope): Condition {
  const test = node.test;
  invariant(test?.kind === "HappenedSince", `event ${name} stands where a condition is needed`);
  if (scope.within === "subject" || !namesRun(test.anchor, (path) => isDateOfSubject(path, scope)))
    return askQuestion(node, scope);
  const events = useEvent(scope, name);
  if (test.anchor.kind === "JourneyEntryAnchor") return { is: "happened", events };
  return { is: "happened", events, since: { anchor: lowerAnchor(test.anchor, scope) } };
}

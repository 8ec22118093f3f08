/**
 * A message that goes out by itself just where the contact policy wants a person: behind a condition under which the
 * holder is asked first, or the whole account is held (docs/language.md, 5.1). Shown by trying: wherever the conditions
 * around the step hold, that of the policy does.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { nodesOf, type Scope, type ScopedNode } from "../scopes.ts";
import type { Reading } from "../types/fields.ts";
import type { Node } from "../walk.ts";
import type { Check } from "./check.ts";
import { casesOf, evaluate } from "./sample-conditions.ts";

type Rule = Extract<ast.PolicyRule, { kind: "AskHolderRule" | "HoldAccountRule" }>;

export const automatedOutreach: Check = (model) =>
  nodesOf(model, ["SendStep"]).flatMap((found) => checkSend(found, model));

function checkSend({ node, around, scope }: ScopedNode, model: Model): readonly Diagnostic[] {
  if (node.kind !== "SendStep" || node.onceApprovedBy !== undefined || scope.subject === undefined) return [];
  const rules = model.policies.get(scope.subject.name.text)?.rules ?? [];
  const purpose = model.messages.get(node.message.text)?.message.purpose;
  if (rules.some((rule) => rule.kind === "ExemptRule" && rule.purpose.text === purpose)) return [];
  const holding = conditionsAround(node, around);
  const rule = rules.find((one): one is Rule => isForPeople(one) && follows(holding, one.when, scope));
  if (rule === undefined) return [];
  const why =
    rule.kind === "AskHolderRule" ? ("a person is asked first" as const) : ("the account is held" as const);
  const related = [{ span: rule.span, label: "the contact policy" }];
  const facts = { message: node.message.text, subject: scope.subject.name.text, why };
  return [report("automated-outreach", facts, node.message.span, { related })];
}

const isForPeople = (rule: ast.PolicyRule): rule is Rule =>
  rule.kind === "AskHolderRule" || rule.kind === "HoldAccountRule";

/** Whether the policy's condition holds in each case in which all of these do. */
function follows(holding: readonly ast.Condition[], wanted: ast.Condition, scope: Scope): boolean {
  if (holding.length === 0) return false;
  const reading: Reading = { scope };
  const cases = casesOf([...holding, wanted], reading).filter((one) =>
    holding.every((condition) => evaluate(condition, one, reading) !== false),
  );
  return cases.length > 0 && cases.every((one) => evaluate(wanted, one, reading) === true);
}

/** What holds where a step stands, as far as the text tells. */
function conditionsAround(step: Node, around: readonly Node[]): readonly ast.Condition[] {
  return around.flatMap((node, index) => {
    const inner = around[index + 1] ?? step;
    switch (node.kind) {
      case "IfStep":
        return [inner === node.then ? node.condition : notSo(node.condition)];
      case "ChooseStep":
        return conditionsOfArm(node.arms, inner);
      case "WhenHandler":
        return node.state.readings === undefined ? [settled(node.state.condition)] : [];
      case "WaitStep":
        return node.what.kind === "WaitCondition" && isGot(inner) ? [node.what.state.condition] : [];
      default:
        return [];
    }
  });
}

/** Of an arm its own, and that none before it has held. */
function conditionsOfArm(arms: ast.ChooseStep["arms"], inner: Node): readonly ast.Condition[] {
  const at = arms.findIndex(({ body }) => body === inner);
  const own = arms[at]?.when;
  const before = arms
    .slice(0, Math.max(at, 0))
    .flatMap(({ when }) => (when === undefined ? [] : [notSo(when)]));
  return own === undefined ? before : [...before, own];
}

const notSo = (term: ast.Condition): ast.Condition => ({ kind: "Not", term, span: term.span });

const isGot = (node: Node): boolean =>
  node.kind === "Result" && node.labels.some(({ text }) => text === "got");

/** What has turned so, is so. */
function settled(condition: ast.Condition): ast.Condition {
  if (condition.kind !== "Test" || condition.test?.kind !== "Turns") return condition;
  const { value, span } = condition.test;
  return { ...condition, test: { kind: "Is", not: false, value, span } };
}

/** A question in a plan: it asks for the band by which whoever takes in events tells the answer. */
import type * as ast from "../../language/ast.ts";
import type { Condition } from "../plan.ts";
import { HOLDS, nameOfQuestion } from "../questions.ts";
import type { Scope } from "./scope.ts";

type TestNode = Extract<ast.Condition, { kind: "Test" }>;

export type MovedTest = TestNode & { readonly test: Extract<ast.Test, { kind: "Moved" }> };
export type HappenedTest = TestNode & { readonly test: Extract<ast.Test, { kind: "HappenedSince" }> };

export const isMoved = (node: ast.Condition): node is MovedTest =>
  node.kind === "Test" && node.test?.kind === "Moved";
export const isHappened = (node: ast.Condition): node is HappenedTest =>
  node.kind === "Test" && node.test?.kind === "HappenedSince";

/** The band that is asked for; what the question reads is read where it is answered, not by the run. */
export function askQuestion(node: ast.State | ast.Condition, scope: Scope): Condition {
  const name = nameOfQuestion(node, scope.subject, scope.model);
  scope.uses.scores.add(name);
  const band: Condition = { is: "band", score: name, band: HOLDS };
  return node.kind === "State" && turns(node.condition) ? { is: "turns", of: band } : band;
}

const turns = (condition: ast.Condition): boolean =>
  condition.kind === "Test" && condition.test?.kind === "Turns";

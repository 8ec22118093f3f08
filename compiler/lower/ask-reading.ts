/** A question about readings in a plan: it asks for the band by which whoever keeps the readings tells the answer. */
import type * as ast from "../../language/ast.ts";
import type { Condition } from "../plan.ts";
import { HOLDS, nameOfReading } from "../readings.ts";
import type { Scope } from "./scope.ts";

export type MovedTest = Extract<ast.Condition, { kind: "Test" }> & {
  readonly test: Extract<ast.Test, { kind: "Moved" }>;
};

export const isMoved = (node: ast.Condition): node is MovedTest =>
  node.kind === "Test" && node.test?.kind === "Moved";

/** The band that is asked for; what the question reads is read where the readings are kept, not by the run. */
export function askReading(node: ast.State | MovedTest, scope: Scope): Condition {
  const name = nameOfReading(node, scope.subject, scope.model);
  scope.uses.scores.add(name);
  const band: Condition = { is: "band", score: name, band: HOLDS };
  return node.kind === "State" && turns(node.condition) ? { is: "turns", of: band } : band;
}

const turns = (condition: ast.Condition): boolean =>
  condition.kind === "Test" && condition.test?.kind === "Turns";

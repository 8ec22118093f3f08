/** `needs` and `reassign` are for whoever answers: a task, an offer or a decision. Nobody answers anything else. */
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { nodesOf, type ScopedNode } from "../scopes.ts";
import type { Kind, Node } from "../walk.ts";
import type { Check } from "./check.ts";

export const answeredByNobody: Check = (model) => nodesOf(model, ["Result", "Reassign"]).flatMap(checkPart);

function checkPart({ node, around }: ScopedNode): readonly Diagnostic[] {
  const parts = node.kind === "Result" ? node.needs.slice(0, 1) : node.kind === "Reassign" ? [node] : [];
  const of = around.findLast(({ kind }) => kind !== "Result");
  if (of === undefined || ANSWERED.has(of.kind)) return [];
  const part = node.kind === "Result" ? "needs" : "reassign";
  return parts.map(({ span }) => report("answered-by-nobody", { part, of: nameOf(of) }, span));
}

const ANSWERED: ReadonlySet<Kind> = new Set(["TaskStep", "DecideStep", "Handover"]);

const NAMES: { readonly [K in Kind]?: string } = {
  WaitStep: "a wait",
  ChooseStep: "a choice",
  CallStep: "a call",
  BeginStep: "the wait for a journey",
  TogetherStep: "`together`",
};

const nameOf = ({ kind }: Node): string => NAMES[kind] ?? "this";

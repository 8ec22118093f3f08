/** Each result has its consequence: all answers of a right, and the bound of a wait. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { unknownResult } from "../lookup.ts";
import type { Model } from "../model.ts";
import { walkModel, whole } from "../scopes.ts";
import type { Node } from "../walk.ts";
import type { Check } from "./check.ts";

export const resultNotHandled: Check = (model) =>
  [...walkModel(model)].flatMap(({ node }) => checkResults(node, model));

function checkResults(node: Node, model: Model): readonly Diagnostic[] {
  if (node.kind === "DecideStep") return checkDecision(node, model);
  return node.kind === "WaitStep" ? checkWait(node) : [];
}

function checkDecision({ right: name, results }: ast.DecideStep, model: Model): readonly Diagnostic[] {
  const right = whole(model.rights.get(name.text), model);
  if (right === undefined) return [];
  const answers = right.answers.map(({ text }) => text);
  return compare(`decision \`${name.text}\``, name.span, results, { known: answers, needed: answers });
}

/** A plain wait has one end; any other must say what happens at its bound, and may leave out `got`. */
function checkWait({ what, results = [], span }: ast.WaitStep): readonly Diagnostic[] {
  if (what.kind === "WaitDuration" || what.kind === "WaitUntil") {
    return results
      .flatMap(({ labels }) => labels)
      .map((label) => unknownResult(label, "a wait that only ends", ["go on"]));
  }
  if (what.kind === "WaitWinner") return [];
  return compare("this wait", span, results, { known: ["got", "none"], needed: ["none"] });
}

function compare(
  of: string,
  span: ast.Span,
  results: readonly ast.Result[],
  { known, needed }: { readonly known: readonly string[]; readonly needed: readonly string[] },
): readonly Diagnostic[] {
  const labels = results.flatMap((result) => result.labels);
  const unknown = labels.filter(({ text }) => !known.includes(text));
  const missing = needed.filter((label) => !labels.some(({ text }) => text === label));
  const wrong = unknown.map((label) => unknownResult(label, of, known));
  // A label that is misspelt is the one that is missing.
  return missing.length > unknown.length
    ? [...wrong, report("result-not-handled", { of, missing }, span)]
    : wrong;
}

/** A decision whose answers all lead to the same: somebody is asked, and nothing depends on what they say. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { wordsOf } from "../same-words.ts";
import { nodesOf, whole } from "../scopes.ts";
import type { Check } from "./check.ts";

export const decisionWithoutDifference: Check = (model) =>
  nodesOf(model, ["DecideStep"]).flatMap(({ node }) => {
    const right = whole(model.rights.get(node.right.text), model);
    // What is approved is added up by a right that counts: there the answer matters wherever it leads.
    if (right === undefined || right.counts !== undefined || !answersAll(node, right)) return [];
    const ways = new Set(node.results.map(wayOf));
    if (right.answers.length < 2 || ways.size > 1) return [];
    return [report("decision-without-difference", { right: node.right.text }, node.right.span)];
  });

/** An answer that is missing, or misspelt, is what is reported. */
const answersAll = ({ results }: ast.DecideStep, { answers }: ast.RightDeclaration): boolean =>
  answers.every((answer) => results.some(({ labels }) => labels.some(({ text }) => text === answer.text)));

/** Where it leads, and what is written down with it. */
const wayOf = ({ needs, body }: ast.Result): string =>
  JSON.stringify([needs.map(({ text }) => text), wordsOf(plain(body))]);

/** `{ stay }` says what `stay` says, and `{ }` what `go on` says. */
function plain(body: ast.ResultBody): ast.ResultBody | ast.Step | { readonly kind: "GoOn" } {
  if (body.kind !== "Block" || body.steps.length > 1) return body;
  const [only] = body.steps;
  if (only === undefined) return { kind: "GoOn" };
  return only.kind === "StayStep" ? { kind: "Stay", span: only.span } : only;
}

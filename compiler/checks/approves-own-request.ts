/**
 * A person whose act leads to a decision, and who would take it themselves without a limit (rule 10). Within one's own
 * limit a right is exercised and recorded at once: so a role may decide for itself up to where a higher one is asked,
 * and the highest of the order, and one that is also asked, have no such limit.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { addLine } from "../line-fixes.ts";
import type { Model } from "../model.ts";
import { nodesOf, scopeOf } from "../scopes.ts";
import { stageNamed } from "../stage-graph.ts";
import type { Reading } from "../types/fields.ts";
import type { Node } from "../walk.ts";
import type { Check } from "./check.ts";
import { casesOf, evaluate } from "./sample-conditions.ts";

export const approvesOwnRequest: Check = (model) =>
  nodesOf(model, ["DecideStep"]).flatMap(({ node, around }) =>
    node.kind === "DecideStep" ? checkDecision(node, around, model) : [],
  );

function checkDecision(step: ast.DecideStep, around: readonly Node[], model: Model): readonly Diagnostic[] {
  const right = model.rights.get(step.right.text);
  if (right === undefined) return [];
  const role = askersIn(around, model).find((asker) => decidesAlone(asker, right, model));
  if (role === undefined) return [];
  const related = [{ span: right.name.span, label: `\`${role}\` has no limit here` }];
  const fixes = addLine(model, right.span, "never the asker");
  return [
    report("approves-own-request", { role, right: right.name.text }, step.right.span, { related, fixes }),
  ];
}

// ── Who asks ──────────────────────────────────────────────────────────────────────────────────────────────

/** The roles whose act leads here; where none does, the holder asks. */
function askersIn(around: readonly Node[], model: Model): readonly string[] {
  for (const [index, node] of [...around.entries()].reverse()) {
    const outside = around.slice(0, index);
    switch (node.kind) {
      case "DecideStep":
        // Whoever decided before: that is told there.
        return [];
      case "TaskStep":
        return node.by.flatMap((who) => rolesOf(who, outside, model));
      case "RequestHandler":
        return node.by.map(({ text }) => text);
      case "Handover":
        return node.receiver === undefined ? [] : rolesOf(node.receiver.who, outside, model);
      case "Stage":
      case "Everywhere":
      case "Afterwards":
        return ownersOf(node, outside);
      default:
    }
  }
  return [];
}

function rolesOf(who: ast.Who, around: readonly Node[], { roles }: Model): readonly string[] {
  if (who.kind === "RoleWho") return [who.role.text];
  const place = around.findLast((node) => OWNED.has(node.kind));
  const owners = place === undefined ? [] : ownersOf(place, around);
  if (who.which === "holder" || who.which === "owner") return owners;
  if (who.which !== "manager") return [];
  return owners.flatMap((owner) => roles.get(owner)?.reportsTo?.text ?? []);
}

const OWNED: ReadonlySet<Node["kind"]> = new Set(["Stage", "Everywhere", "Afterwards"]);

function ownersOf(node: Node, around: readonly Node[]): readonly string[] {
  if (node.kind === "Stage" || node.kind === "Afterwards")
    return node.owner === undefined ? [] : [node.owner.text];
  const journey = around.find((one) => one.kind === "JourneyDeclaration");
  if (node.kind !== "Everywhere" || journey?.kind !== "JourneyDeclaration") return [];
  const excepted = new Set(node.except.map((name) => stageNamed(journey, name)));
  const owners = journey.stages.flatMap((stage) =>
    excepted.has(stage) || stage.owner === undefined ? [] : [stage.owner.text],
  );
  return [...new Set(owners)];
}

// ── Who decides ───────────────────────────────────────────────────────────────────────────────────────────

/** Whether in some case the role is asked beyond any limit, and not barred for having asked. */
function decidesAlone(role: string, right: ast.RightDeclaration, model: Model): boolean {
  const lines = right.asks.filter((line) => line.role.text === role && (line.also || isHighest(role, right)));
  if (lines.length === 0) return false;
  if (right.neverTheAsker.length === 0) return true;
  const reading: Reading = { scope: scopeOf(right, model) };
  const bars = right.neverTheAsker.map(({ when }) => when);
  const conditions = [...lines.map(({ when }) => when), ...bars.flatMap((when) => when ?? [])];
  return casesOf(conditions, reading).some(
    (one) =>
      lines.some(({ when }) => evaluate(when, one, reading) !== false) &&
      bars.every((when) => when !== undefined && evaluate(when, one, reading) === false),
  );
}

const isHighest = (role: string, { order }: ast.RightDeclaration): boolean => order.at(-1)?.text === role;

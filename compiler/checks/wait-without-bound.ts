/** Every wait is bounded: of a stage by `lasts`, of a person by a ladder (rule 4). */

import type { JourneyDeclaration, Span, Stage } from "../../language/ast.ts";
import type { Fix } from "../../language/diagnostics/diagnostic.ts";
import { insertAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { assertNever } from "../invariant.ts";
import { addLine, addLineBehind } from "../line-fixes.ts";
import type { Model } from "../model.ts";
import { nodesOf, type ScopedNode } from "../scopes.ts";
import type { NodeOf } from "../walk.ts";
import type { Check } from "./check.ts";

interface Unbounded {
  readonly what: string;
  readonly help: string;
  readonly span: Span;
  readonly fixes: readonly Fix[];
}

export const waitWithoutBound: Check = (model) =>
  nodesOf(model, WAITING).flatMap((found) => {
    const unbounded = findUnbounded(found, model);
    if (unbounded === undefined) return [];
    const { span, fixes, ...facts } = unbounded;
    return [report("wait-without-bound", facts, span, { fixes })];
  });

const WAITING = ["Stage", "TaskStep", "SendStep", "AskRule", "AskHolderRule", "Handover"] as const;
type Waiting = ScopedNode<NodeOf<(typeof WAITING)[number]>>;

function findUnbounded({ node, scope: { journey } }: Waiting, model: Model): Unbounded | undefined {
  switch (node.kind) {
    case "Stage":
      if (node.lasts !== undefined || node.rests !== undefined) return undefined;
      return {
        what: `stage \`${node.name.text}\``,
        help: "Add `lasts at most 30 days, then -> STAGE`.",
        span: node.name.span,
        fixes: boundOf(node, journey, model),
      };
    case "TaskStep":
      if (node.ladder !== undefined) return undefined;
      return onLadder(`task \`${node.name.text}\``, node.name.span, node.by.at(-1)?.span, model);
    case "SendStep": {
      const { message, onceApprovedBy, ladder } = node;
      if (onceApprovedBy === undefined || ladder !== undefined) return undefined;
      return onLadder(
        `the approval of message \`${message.text}\``,
        message.span,
        onceApprovedBy.span,
        model,
      );
    }
    case "AskRule":
      if (node.ladder !== undefined) return undefined;
      return {
        what: "the question for what is missing",
        help: "Say with `on LADDER` what silence leads to.",
        span: node.span,
        fixes: withEachLadder(model, (ladder) => [insertAt(node.span, ` on ${ladder}`)]),
      };
    case "AskHolderRule":
      if (node.ladder !== undefined) return undefined;
      return onLadder("the question to the holder", node.span, node.span, model);
    case "Handover":
      if (node.offerNeeds !== undefined && node.offerNeeds.ladder === undefined && node.accept === undefined)
        return onLadder(
          `the question before handover \`${node.name.text}\` is offered`,
          node.offerNeeds.span,
          node.offerNeeds.span,
          model,
        );
      if (node.accept !== undefined || node.receiver === undefined || node.receiver.atOnce) return undefined;
      return {
        what: `the acceptance of handover \`${node.name.text}\``,
        help: "Add `accept on LADDER`, or give it `at once`.",
        span: node.name.span,
        fixes: withEachLadder(model, (ladder) => addLine(model, node.span, `accept on ${ladder}`)),
      };
    default:
      return assertNever(node);
  }
}

/** @param behind where `, on LADDER` would stand */
function onLadder(what: string, span: Span, behind: Span | undefined, model: Model): Unbounded {
  const fixes =
    behind === undefined ? [] : withEachLadder(model, (ladder) => [insertAt(behind, `, on ${ladder}`)]);
  return { what, help: "Say with `, on LADDER` what silence leads to.", span, fixes };
}

// ── What may be meant ─────────────────────────────────────────────────────────────────────────────────────

/** More than these are found faster by typing. */
const MAX_LADDERS = 3;

function withEachLadder({ ladders }: Model, fix: (ladder: string) => readonly Fix[]): readonly Fix[] {
  return [...ladders.keys()].slice(0, MAX_LADDERS).flatMap(fix);
}

/** Whoever is given up is most often a failure. */
function boundOf({ owner }: Stage, journey: JourneyDeclaration | undefined, model: Model): readonly Fix[] {
  const exits = journey?.exits ?? [];
  const exit = exits.find(({ outcome }) => outcome === "failure") ?? exits[0];
  if (owner === undefined || exit === undefined) return [];
  return [addLineBehind(model, owner.span, `lasts at most 30 days, then exit ${exit.name.text}`)];
}

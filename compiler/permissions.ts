/** Where somebody has said with `allow` that something is fine, and how far that reaches. */
import type * as ast from "../language/ast.ts";
import type { Model } from "./model.ts";
import { nodesOf } from "./scopes.ts";
import type { Node } from "./walk.ts";

export interface Permission {
  readonly allow: ast.Allow;
  readonly within: ast.Span;
  /** What its findings rest on: an error there may hide what is allowed. */
  readonly reach: ast.Span;
}

export function permissionsIn(model: Model): readonly Permission[] {
  return nodesOf(model, ["Allow"]).flatMap(({ node, around }) => {
    const [declaration] = around;
    const holder = around.findLast(isScope);
    if (holder === undefined || declaration === undefined) return [];
    const reach = node.code.text === "unreachable-stage" ? declaration : holder;
    return [{ allow: node, within: holder.span, reach: reach.span }];
  });
}

/** A block, a stage, a handover, or the declaration: whatever `allow` may stand in. */
function isScope(node: Node): boolean {
  return (
    ["Block", "Stage", "Handover", "Everywhere"].includes(node.kind) || node.kind.endsWith("Declaration")
  );
}

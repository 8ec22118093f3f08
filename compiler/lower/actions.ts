import type * as ast from "../../language/ast.ts";
import { invariant } from "../invariant.ts";
import type { Action } from "../plan.ts";
import { exactMs } from "./durations.ts";
import { lowerWho } from "./people.ts";
import { type Scope, useLadder, useRole } from "./scope.ts";

/** `the owner` of an action is its own, wherever it is called. */
export function lowerAction(action: ast.ActionDeclaration, scope: Scope): Action {
  const { name, title, within, retryAtMost, otherwise, out } = action;
  invariant(within !== undefined, `action ${name.text} has no time limit`);
  const owner = useRole(scope, action.owner);
  const isOwner = otherwise?.ask.kind === "TheWho" && otherwise.ask.which === "owner";
  return {
    title: title?.text ?? name.text,
    owner,
    within: exactMs(within),
    attempts: 1 + (retryAtMost ?? 0),
    out: out.map((field) => field.name.text),
    always: out
      .filter(({ optional, value }) => !optional && value === undefined)
      .map((field) => field.name.text),
    ask:
      otherwise === undefined
        ? null
        : {
            who: isOwner ? { role: owner, route: null } : lowerWho(otherwise.ask, scope),
            ladder: useLadder(scope, otherwise.ladder),
          },
  };
}

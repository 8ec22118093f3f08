/** `the giver`, `the receiver`, `the asker` and the others mean somebody only where there is one. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { nodesOf } from "../scopes.ts";
import { isKind, type Kind, type Node } from "../walk.ts";
import type { Check } from "./check.ts";

export const nobodyMeant: Check = (model) =>
  nodesOf(model, ["TheWho"]).flatMap(({ node, around }) => check(node, around) ?? []);

type TheWho = Extract<ast.Who, { kind: "TheWho" }>;

function check({ which, span }: TheWho, around: readonly Node[]): Diagnostic | undefined {
  const why = whyNobody(which, span, around.at(-1));
  return why === undefined ? undefined : report("nobody-meant", { who: `the ${which}`, why }, span);
}

function whyNobody(which: TheWho["which"], span: ast.Span, parent: Node | undefined): string | undefined {
  // Data care looks at somebody who may be in no journey at all.
  if (isKind(parent, "AskRule")) return which === "owner" ? undefined : "nobody is in a journey here";
  switch (which) {
    case "giver":
      return isKind(parent, "Handover") ? undefined : "only a handover has two sides";
    case "receiver":
      if (!isKind(parent, "Handover")) return "only a handover has two sides";
      return parent.receiver?.who.span === span ? "this line is to say who it is" : undefined;
    case "asker":
      return parent !== undefined && KNOW_WHO_ASKED.has(parent.kind)
        ? undefined
        : "nobody has asked for anything";
    default:
      return undefined;
  }
}

/** Who asked is known to a step, and to a ladder that tells them. */
const KNOW_WHO_ASKED: ReadonlySet<Kind> = new Set(["TaskStep", "TellStep", "SendStep", "TellRung"]);

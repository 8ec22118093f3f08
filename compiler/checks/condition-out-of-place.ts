/** What a condition asks can be answered where it stands: `turns`, readings, and what only a run has. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isAskedOfRun, namesRun } from "../questions.ts";
import { scopeWithin } from "../related.ts";
import { ask, type Rules, type ScopedNode } from "../scopes.ts";
import { fieldOf, writePath } from "../types/fields.ts";
import { findAll, isKind, type Node, type NodeOf } from "../walk.ts";
import type { Check } from "./check.ts";

const odd = (why: string, { span }: { readonly span: ast.Span }): readonly Diagnostic[] => [
  report("odd-condition", { why }, span),
];

const ROWS: Rules<Diagnostic> = {
  Turns: (test, { around }) => {
    const state = around.findLast((node) => isKind(node, "State"));
    if (!isBehindWhen(around))
      return odd("`turns` is a change, and only `when` in a stage waits for one", test);
    const isWhole = isKind(around.at(-2), "State");
    return state?.readings === undefined || isWhole
      ? []
      : odd("of several readings in a row `turns` is asked as a whole, with nothing beside it", test);
  },
  Moved: (test, { around }) =>
    isInScore(around) ? odd("a score is counted before its readings are taken", test) : [],
  State: (state, { around }) =>
    state.readings !== undefined && isInScore(around)
      ? odd("a score is counted before its readings are taken", state)
      : [],
  HappenedSince: checkAnchor,
};

/** Once a journey is under way the state of a stage is looked at again and again. */
const isBehindWhen = (around: readonly Node[]): boolean =>
  around.some((node) => isKind(node, "WhenHandler")) &&
  !around.some((node) => isKind(node, "Block") || isKind(node, "Absence") || isKind(node, "Occurrence"));

const isInScore = (around: readonly Node[]): boolean =>
  around.some((node) => isKind(node, "ScoreDeclaration"));

/** `journey entry` is a run's; and a run knows nothing of what happened before it. */
function checkAnchor(
  { anchor }: NodeOf<"HappenedSince">,
  { around, scope }: ScopedNode,
): readonly Diagnostic[] {
  const isEntry = ({ path }: NodeOf<"FieldAnchor">): boolean => writePath(path) === "entry";
  const entries = [
    ...findAll(anchor, "JourneyEntryAnchor"),
    // Outside of a stage that is told already.
    ...findAll(anchor, "FieldAnchor").filter((one) => isEntry(one) && around.some(isOfStage)),
  ];
  if (!isAskedOfRun(around))
    return entries.flatMap((entry) => odd("nobody has entered a journey here", entry));
  const { model, subject } = scopeWithin(scope, around);
  const declared = model.subjects.get(subject?.name.text ?? "");
  const isDate = (path: ast.Path): boolean =>
    declared !== undefined && fieldOf(declared, path.names.at(-1)?.text ?? "", model) !== undefined;
  const mixed = findAll(anchor, "PickAnchor").find(
    ({ pick, a, b }) =>
      pick === "earlier" &&
      new Set([a, b].map((moment) => "anchor" in moment && namesRun(moment.anchor, isDate))).size > 1,
  );
  return mixed === undefined ? [] : odd("what happened before the entry a run does not know of", mixed);
}

const isOfStage = ({ kind }: Node): boolean =>
  kind === "Stage" || kind === "Handover" || kind === "Everywhere";

export const conditionOutOfPlace: Check = (model) => ask(ROWS, model);

/** Each result has its consequence: all answers of a right, and the bound of a wait. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic, Fix } from "../../language/diagnostics/diagnostic.ts";
import { insertAt } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { isUnread } from "../doubt.ts";
import { addLine } from "../line-fixes.ts";
import { unknownResult } from "../lookup.ts";
import type { Model } from "../model.ts";
import { ask, type Rules, whole } from "../scopes.ts";
import { readsUnknown } from "../types/conditions.ts";
import type { Reading } from "../types/fields.ts";
import { findAll } from "../walk.ts";
import type { Check } from "./check.ts";
import { alwaysOneHolds } from "./sample-conditions.ts";

export const resultNotHandled: Check = (model) => ask(RESULTS, model);

const RESULTS: Rules<Diagnostic> = {
  DecideStep: (step, { scope }) => checkDecision(step, scope.model),
  ChooseStep: (step, { scope }) => (isCovered(step, { scope }) ? [] : [withoutOtherwise(step, scope.model)]),
  TogetherStep: (step, { scope }) => checkTogether(step, scope.model),
  CallStep: (step) => checkCall(step),
  BeginStep: (step, { scope }) => checkBegin(step, scope.model),
  WaitStep: (step, { scope }) => checkWait(step, scope.model, scope.journey),
};

/** Its labels are the names of its tracks; only the bound is given. */
function checkTogether({ tracks, span }: ast.TogetherStep, model: Model): readonly Diagnostic[] {
  if (tracks.some(({ labels }) => labels.some(({ text }) => text === "none"))) return [];
  const fixes = addLine(model, span, "none go on");
  return [report("result-not-handled", { of: "this `together`", missing: ["none"] }, span, { fixes })];
}

function checkDecision({ right: name, results, span }: ast.DecideStep, model: Model): readonly Diagnostic[] {
  const right = whole(model.rights.get(name.text), model);
  // A right without answers lacks them, and is told so.
  if (right === undefined || right.answers.length === 0) return [];
  if (right.answers.some((answer) => isUnread(model.doubt, answer))) return [];
  const answers = right.answers.map(({ text }) => text);
  const fix = (missing: readonly string[]) => addLine(model, span, `${missing.join(", ")}  go on`);
  return compare(`decision \`${name.text}\``, name.span, results, { known: answers, needed: answers, fix });
}

/** A plain wait has one end; any other must say what happens at its bound, and may leave out `got`. */
function checkWait(
  { what, results, because, span }: ast.WaitStep,
  model: Model,
  journey: ast.JourneyDeclaration | undefined,
): readonly Diagnostic[] {
  if (what.kind === "WaitDuration" || what.kind === "WaitUntil") {
    return (results ?? [])
      .flatMap(({ labels }) => labels)
      .map((label) => unknownResult(label, "a wait that only ends", ["go on"]));
  }
  if (what.kind === "WaitWinner") return checkWinner(what.of, results ?? [], span, journey);
  const bare = results === undefined && because === undefined;
  const fix = () => (bare ? [insertAt(span, " { none go on }")] : addLine(model, span, "none go on"));
  return compare("this wait", span, results ?? [], { known: ["got", "none"], needed: ["none"], fix });
}

/** Each arm says what follows from its victory, and `none` what if nobody wins; a holdout does not. */
function checkWinner(
  of: ast.Name,
  results: readonly ast.Result[],
  span: ast.Span,
  journey: ast.JourneyDeclaration | undefined,
): readonly Diagnostic[] {
  const splits = findAll(journey, "SplitStep");
  const split = splits.find(({ name }) => name.text === of.text);
  if (split === undefined) {
    const suggestion = suggest(
      of.text,
      splits.map(({ name }) => name.text),
    );
    const facts = { what: "split", name: of.text, ...(suggestion !== undefined && { suggestion }) };
    return journey === undefined ? [] : [report("unknown-name", facts, of.span)];
  }
  const arms = split.arms.map(({ name }) => name.text).filter((name) => name !== "holdout");
  const labels = [...arms, "none"];
  return compare(`the wait for the winner of \`${of.text}\``, span, results, {
    known: labels,
    needed: labels,
  });
}

/** Like a wait: the end of the other journey may be left out, and its bound not. */
function checkBegin({ journey, wait, span }: ast.BeginStep, model: Model): readonly Diagnostic[] {
  if (wait === undefined) return [];
  const fix = () => addLine(model, span, "none go on");
  const known = ["ended", "none"];
  return compare(`this wait for \`${journey.text}\``, span, wait.results, { known, needed: ["none"], fix });
}

/** Both may be left out: what is done goes on, and what fails is asked or told of as the action says. */
function checkCall({ action, span, results = [] }: ast.CallStep): readonly Diagnostic[] {
  return compare(`call of \`${action.text}\``, span, results, { known: ["done", "failed"], needed: [] });
}

/** Without `otherwise` the arms must be shown to leave nobody out. */
function isCovered({ arms }: ast.ChooseStep, reading: Reading): boolean {
  const whens = arms.flatMap(({ when }) => when ?? []);
  // What a misspelt arm is for cannot be said.
  if (whens.length < arms.length || reading.scope.subject === undefined) return true;
  if (readsUnknown(whens, reading)) return true;
  return alwaysOneHolds(whens, reading);
}

function withoutOtherwise({ span }: ast.ChooseStep, model: Model): Diagnostic {
  const fixes = addLine(model, span, "otherwise go on");
  return report("result-not-handled", { of: "this choice", missing: ["otherwise"] }, span, { fixes });
}

interface Labels {
  readonly known: readonly string[];
  readonly needed: readonly string[];
  /** Where something is needed: what would add it. */
  readonly fix?: (missing: readonly string[]) => readonly Fix[];
}

function compare(
  of: string,
  span: ast.Span,
  results: readonly ast.Result[],
  { known, needed, fix }: Labels,
): readonly Diagnostic[] {
  const labels = results.flatMap((result) => result.labels);
  const unknown = labels.filter(({ text }) => !known.includes(text));
  const missing = needed.filter((label) => !labels.some(({ text }) => text === label));
  const wrong = unknown.map((label) => unknownResult(label, of, known));
  // A label that is misspelt is the one that is missing.
  return missing.length > unknown.length
    ? [...wrong, report("result-not-handled", { of, missing }, span, { fixes: fix?.(missing) ?? [] })]
    : wrong;
}

import type * as ast from "../../language/ast.ts";
import { invariant } from "../invariant.ts";
import type { Model } from "../model.ts";
import { ownFieldsOf } from "../own-fields.ts";
import type { Instruction, Leave, SourceMap, StepName } from "../plan.ts";
import { createScope, declared, type Scope, useRole } from "./scope.ts";

/** A plan in the making: instructions and places in the order of the source. */
export interface Draft {
  readonly model: Model;
  readonly journey: ast.JourneyDeclaration;
  readonly scope: Scope;
  /** `null` until the instruction is complete; it keeps its place before what is nested in it. */
  readonly code: Map<StepName, Instruction | null>;
  readonly claimed: Set<StepName>;
  readonly sources: Record<string, SourceMap[string]>;
}

/** The same plan in the making, seen from a part of the journey that stands in no stage. */
export const outsideStages = (draft: Draft): Draft => ({
  ...draft,
  scope: { ...draft.scope, within: draft.scope.within === "subject" ? "subject" : "journey" },
});

/** Seen from where no run is: what leads into one is asked of the subject. */
export const beforeEntry = (draft: Draft): Scope => ({ ...draft.scope, within: "subject" });

export function createDraft(
  model: Model,
  journey: ast.JourneyDeclaration,
  within: "stage" | "subject" = "stage",
): Draft {
  const own = createScope(model, journey.of.text, ownFieldsOf(journey, model));
  const scope: Scope = { ...own, within };
  return { model, journey, scope, code: new Map(), claimed: new Set(), sources: {} };
}

/** The name itself, or with `~2`, `~3` … when something before it has it. Notes where it stands. */
export function claimName(draft: Draft, wanted: StepName, node: { readonly span: ast.Span }): StepName {
  let name = wanted;
  for (let count = 2; draft.claimed.has(name); count += 1) name = `${wanted}~${count}`;
  draft.claimed.add(name);
  noteSource(draft, name, node);
  return name;
}

export function noteSource(draft: Draft, name: string, node: { readonly span: ast.Span }): void {
  const file = draft.model.files.find(({ path }) => path === node.span.file);
  invariant(file !== undefined, `${node.span.file} is not in the workspace`);
  const before = file.text.slice(0, node.span.start).split("\n");
  draft.sources[name] = { file: file.path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

export function finishedCode(draft: Draft): Readonly<Record<StepName, Instruction>> {
  const code: Record<StepName, Instruction> = {};
  for (const [name, instruction] of draft.code) {
    invariant(instruction !== null, `${name} was begun and not finished`);
    code[name] = instruction;
  }
  return code;
}

/** `ruleOwner`: the role that owns the rule by which the subject is sent there. */
export function lowerLeave(leave: ast.Leave, ruleOwner: string, draft: Draft): Leave {
  return leave.kind === "ExitStep"
    ? { to: "exit", exit: leave.exit.text }
    : lowerMove(leave, ruleOwner, draft);
}

export function lowerMove(move: ast.Move, ruleOwner: string, draft: Draft): Extract<Leave, { to: "stage" }> {
  draft.scope.uses.roles.add(ruleOwner);
  return { to: "stage", stage: move.stage.text, through: move.through?.text ?? null, ruleOwner };
}

export function stageOwner(draft: Draft, stage: ast.Name): string {
  const found = draft.journey.stages.find(({ name }) => name.text === stage.text);
  invariant(found !== undefined, `stage ${stage.text} is not declared`);
  return useRole(draft.scope, found.owner);
}

export function scoreOwner(draft: Draft, score: string): string {
  return useRole(draft.scope, declared(draft.model.scores, score, "score").owner);
}

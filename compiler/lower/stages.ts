import type * as ast from "../../language/ast.ts";
import { invariant } from "../invariant.ts";
import type { Condition, Exit, Handler, HolderLeft, Reaction, Stage, StepName } from "../plan.ts";
import { writePath } from "../types/fields.ts";
import { findAll } from "../walk.ts";
import { lowerOccurrences, lowerState, scoresOf } from "./conditions.ts";
import { claimName, type Draft, lowerLeave, noteSource, outsideStages, scoreOwner } from "./draft.ts";
import { lowerDuration, lowerRate } from "./durations.ts";
import { lowerCounted, lowerMoment, lowerSchedule } from "./moments.ts";
import { notInPlan } from "./not-in-plan.ts";
import { lowerWho } from "./people.ts";
import { useRole } from "./scope.ts";
import { nameOfCondition, nameOfMoment, nameOfOccurrences } from "./step-names.ts";
import { lowerNeeds, lowerSteps } from "./steps.ts";

/** A part of a stage that may also stand in `in every stage`: there it is lowered once, and is the same in each. */
export interface SharedPart {
  readonly part: Part;
  /** Where it stands in the source: what fires first is decided by it. */
  readonly start: number;
  readonly except: ReadonlySet<string>;
}
type Part =
  | { readonly is: "handler"; readonly handler: Handler }
  | { readonly is: "holder left"; readonly rule: HolderLeft }
  | { readonly is: "leaving"; readonly id: StepName; readonly run: StepName | null };

/** The rule is the journey's: no stage owns what holds in all of them. */
export function lowerEverywhere(draft: Draft): readonly SharedPart[] {
  const outside = outsideStages(draft);
  return draft.journey.everywhere.flatMap(({ handlers, except }) => {
    const owner = useRole(draft.scope, draft.journey.owner);
    const names = new Set(except.map(({ text }) => text));
    return handlers.map((node) => ({
      part: spanning(lowerPart(node, "every_stage", owner, outside)),
      start: node.span.start,
      except: names,
    }));
  });
}

const spanning = (part: Part): Part =>
  part.is === "handler" ? { ...part, handler: { ...part.handler, scope: "journey" } } : part;

export function lowerStage(stage: ast.Stage, draft: Draft, shared: readonly SharedPart[]): Stage {
  const path = stage.name.text;
  noteSource(draft, path, stage.name);
  const owner = useRole(draft.scope, stage.owner);
  const bound = lowerBound(stage, owner, draft);
  const main = lowerSteps(stage.steps, { draft, path, next: null, ruleOwner: owner, task: null });
  const own = stage.handlers.map((node) => ({
    part: lowerPart(node, path, owner, draft),
    start: node.span.start,
  }));
  const others = shared.filter(({ except }) => !except.has(path));
  const parts = [...own, ...others].sort((a, b) => a.start - b.start).map(({ part }) => part);
  // What the stage says of its holder goes before what is said of every stage.
  const [holderLeft] = [...own, ...others].flatMap(({ part }) =>
    part.is === "holder left" ? [part.rule] : [],
  );
  const leaving = parts.flatMap((part) => (part.is === "leaving" ? [{ id: part.id, run: part.run }] : []));
  return {
    title: stage.title?.text ?? path,
    owner,
    bound,
    main,
    handlers: parts.flatMap((part) => (part.is === "handler" ? [part.handler] : [])),
    ...(holderLeft === undefined ? {} : { holderLeft }),
    ...(leaving.length === 0 ? {} : { leaving }),
  };
}

/** What follows an exit is a stage of its own; no stage that is written can have its name. */
export function lowerAfterwards(draft: Draft): Readonly<Record<string, Stage>> {
  const stages = draft.journey.afterwards.map(({ exit, owner: role, atMost, block }) => {
    const name = stageAfter(exit.text);
    noteSource(draft, name, exit);
    const owner = useRole(draft.scope, role);
    const path = `after/${exit.text}`;
    const stage: Stage = {
      title: `After the exit ${exit.text}`,
      owner,
      bound: { lasting: lowerDuration(atMost), then: { to: "exit", exit: exit.text } },
      main: lowerSteps(block.steps, { draft, path, next: null, ruleOwner: owner, task: null }),
      handlers: [],
    };
    return [name, stage] as const;
  });
  return Object.fromEntries(stages);
}

const stageAfter = (exit: string): string => `after ${exit}`;

/** What is done on the way out of the journey; the checks let in only steps that wait for nobody. */
export function lowerExit(exit: ast.Exit, draft: Draft): Exit {
  const path = `exit/${exit.name.text}`;
  noteSource(draft, path, exit.name);
  const ruleOwner = useRole(draft.scope, draft.journey.owner);
  return {
    outcome: exit.outcome,
    on: lowerOccurrences(exit.on ?? [], draft.scope),
    when: exit.when === undefined ? null : lowerState(exit.when, outsideStages(draft).scope),
    run: lowerSteps(exit.block?.steps ?? [], { draft, path, next: null, ruleOwner, task: null }),
    ...(draft.journey.afterwards.some((after) => after.exit.text === exit.name.text) && {
      after: stageAfter(exit.name.text),
    }),
  };
}

function lowerBound(stage: ast.Stage, owner: string, draft: Draft): Stage["bound"] {
  const bound = stage.lasts;
  if (stage.rests !== undefined) {
    if (bound !== undefined) notInPlan("A stage that both rests and lasts", stage.rests);
    return { reviewedEvery: lowerDuration(stage.rests.reviewedEvery) };
  }
  invariant(bound !== undefined, `stage ${stage.name.text} has no bound`);
  const then = lowerLeave(bound.then, owner, draft);
  if (bound.kind === "UntilBound")
    return {
      until: lowerMoment({ moment: bound.until, refinements: bound.refinements }, draft.scope),
      then,
    };
  if (bound.countedFrom === undefined) return { lasting: lowerDuration(bound.lasting), then };
  return { until: lowerCounted(bound.lasting, bound.countedFrom, draft.scope), then };
}

function lowerPart(node: ast.Handler, stage: string, owner: string, draft: Draft): Part {
  if (node.kind === "HolderLeftHandler") {
    const id = claimName(draft, `${stage}/holder_left`, node);
    const { then } = node;
    const rule: HolderLeft =
      then.kind === "give"
        ? { id, then: "give", to: lowerWho(then.to, draft.scope) }
        : { id, then: "reassign" };
    return { is: "holder left", rule };
  }
  if (node.kind === "LeavingHandler") {
    const id = claimName(draft, `${stage}/leaving`, node);
    const { steps } = node.block;
    const run = lowerSteps(steps, { draft, path: id, next: null, ruleOwner: owner, task: null });
    return { is: "leaving", id, run };
  }
  return { is: "handler", handler: lowerHandler(node, stage, owner, draft) };
}

type Listening = Exclude<ast.Handler, { kind: "HolderLeftHandler" | "LeavingHandler" }>;

function lowerHandler(handler: Listening, stage: string, owner: string, draft: Draft): Handler {
  switch (handler.kind) {
    case "EventHandler": {
      const id = claimName(draft, `${stage}/on/${nameOfOccurrences(handler.events)}`, handler);
      const events = lowerOccurrences(handler.events, draft.scope);
      const reaction = lowerReaction(handler.reaction, id, owner, draft);
      return { id, on: "event", events, rate: lowerRate(handler.rate), reaction };
    }
    case "WhenHandler": {
      const id = claimName(draft, `${stage}/when/${nameOfCondition(handler.state.condition)}`, handler);
      const when = lowerState(handler.state, draft.scope);
      const rule = ownerOfRule(handler.state, when, owner, draft);
      const reaction = lowerReaction(handler.reaction, id, rule, draft);
      return { id, on: "state", when, rate: lowerRate(handler.rate), reaction };
    }
    case "AtHandler":
      return lowerTimeHandler(handler, stage, owner, draft);
    case "RequestHandler": {
      const id = claimName(draft, `${stage}/request/${handler.name.text}`, handler);
      const reaction = lowerReaction(handler.reaction, id, owner, draft);
      const by = handler.by.map((role) => useRole(draft.scope, role));
      const needs = lowerNeeds(handler.needs, draft);
      return { id, on: "request", name: handler.name.text, by, needs, reaction };
    }
  }
}

function lowerTimeHandler(
  handler: Extract<ast.Handler, { kind: "AtHandler" }>,
  stage: string,
  owner: string,
  draft: Draft,
): Handler {
  const id = claimName(draft, `${stage}/at/${nameOfMoment(handler.moment)}`, handler);
  const schedule = lowerSchedule(handler, draft.scope);
  return { id, on: "time", ...schedule, reaction: lowerReaction(handler.reaction, id, owner, draft) };
}

function lowerReaction(reaction: ast.Reaction, path: string, ruleOwner: string, draft: Draft): Reaction {
  if (reaction.kind !== "Block") return { leave: lowerLeave(reaction, ruleOwner, draft) };
  return { run: lowerSteps(reaction.steps, { draft, path, next: null, ruleOwner, task: null }) };
}

/** A rule over a score belongs to the score's owner, who hears of its declines (docs/language.md, rule 11). */
function ownerOfRule(state: ast.State, when: Condition, stageOwner: string, draft: Draft): string {
  // A question about readings has a name of its own; the score stands in its words.
  const named = [...scoresOf(when), ...findAll(state, "Path").map(writePath)];
  const score = named.find((name) => draft.model.scores.has(name));
  return score === undefined ? stageOwner : scoreOwner(draft, score);
}

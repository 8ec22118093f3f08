import type * as ast from "../../language/ast.ts";
import { invariant } from "../invariant.ts";
import type { Condition, Exit, Handler, Reaction, Stage } from "../plan.ts";
import { lowerOccurrences, lowerState, scoresOf } from "./conditions.ts";
import { claimName, type Draft, lowerLeave, noteSource, outsideStages, scoreOwner } from "./draft.ts";
import { lowerDuration, lowerRate } from "./durations.ts";
import { notInPlan } from "./not-in-plan.ts";
import { useRole } from "./scope.ts";
import { nameOfCondition, nameOfOccurrences } from "./step-names.ts";
import { lowerNeeds, lowerSteps } from "./steps.ts";

/** A handler of `in every stage`: lowered once, and the same wherever it listens. */
export interface SharedHandler {
  readonly handler: Handler;
  /** Where it stands in the source: what fires first is decided by it. */
  readonly start: number;
  readonly except: ReadonlySet<string>;
}

/** The rule is the journey's: no stage owns what holds in all of them. */
export function lowerEverywhere(draft: Draft): readonly SharedHandler[] {
  const outside = outsideStages(draft);
  return draft.journey.everywhere.flatMap(({ handlers, except }) => {
    const owner = useRole(draft.scope, draft.journey.owner);
    const names = new Set(except.map(({ text }) => text));
    return handlers.map((node) => ({
      handler: { ...lowerHandler(node, "every_stage", owner, outside), scope: "journey" as const },
      start: node.span.start,
      except: names,
    }));
  });
}

export function lowerStage(stage: ast.Stage, draft: Draft, shared: readonly SharedHandler[]): Stage {
  const path = stage.name.text;
  noteSource(draft, path, stage.name);
  const owner = useRole(draft.scope, stage.owner);
  return {
    title: stage.title?.text ?? path,
    owner,
    bound: lowerBound(stage, owner, draft),
    main: lowerSteps(stage.steps, { draft, path, next: null, ruleOwner: owner, task: null }),
    handlers: [
      ...stage.handlers.map((node) => ({
        handler: lowerHandler(node, path, owner, draft),
        start: node.span.start,
      })),
      ...shared.filter(({ except }) => !except.has(path)),
    ]
      .sort((a, b) => a.start - b.start)
      .map(({ handler }) => handler),
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
  if (stage.rests !== undefined) notInPlan("A stage that rests", stage.rests);
  const bound = stage.lasts;
  invariant(bound !== undefined, `stage ${stage.name.text} has no bound`);
  if (bound.kind === "UntilBound") notInPlan("`lasts until` a date", bound);
  if (bound.countedFrom !== undefined) notInPlan("A bound counted from another moment", bound.countedFrom);
  return { lasting: lowerDuration(bound.lasting), then: lowerLeave(bound.then, owner, draft) };
}

function lowerHandler(handler: ast.Handler, stage: string, owner: string, draft: Draft): Handler {
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
      const reaction = lowerReaction(handler.reaction, id, ownerOfRule(when, owner, draft), draft);
      return { id, on: "state", when, rate: lowerRate(handler.rate), reaction };
    }
    case "AtHandler":
      return notInPlan("`at` a moment", handler);
    case "RequestHandler": {
      const id = claimName(draft, `${stage}/request/${handler.name.text}`, handler);
      const reaction = lowerReaction(handler.reaction, id, owner, draft);
      const by = handler.by.map((role) => useRole(draft.scope, role));
      const needs = lowerNeeds(handler.needs, draft);
      return { id, on: "request", name: handler.name.text, by, needs, reaction };
    }
    case "LeavingHandler":
      return notInPlan("`on leaving this stage`", handler);
    case "HolderLeftHandler":
      return notInPlan("`on holder left`", handler);
  }
}

function lowerReaction(reaction: ast.Reaction, path: string, ruleOwner: string, draft: Draft): Reaction {
  if (reaction.kind !== "Block") return { leave: lowerLeave(reaction, ruleOwner, draft) };
  return { run: lowerSteps(reaction.steps, { draft, path, next: null, ruleOwner, task: null }) };
}

/** A rule over a score belongs to the score's owner, who hears of its declines (docs/language.md, rule 11). */
function ownerOfRule(when: Condition, stageOwner: string, draft: Draft): string {
  const [score] = scoresOf(when);
  return score === undefined ? stageOwner : scoreOwner(draft, score);
}

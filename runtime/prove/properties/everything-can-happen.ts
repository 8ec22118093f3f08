/** What is written can happen in some run: every stage, exit, step and rung is reached. Only of what was explored whole. */
import type { Instruction, Plan, Stage, StepName } from "../../../compiler/plan.ts";
import { durationWords } from "../../policy/words.ts";
import type { Arena } from "../arena.ts";
import { type Coverage, rungKey } from "../coverage.ts";
import type { Finding } from "../finding.ts";
import { followersOf, stepsFrom } from "../plan-parts.ts";
import type { GraphProperty } from "./properties.ts";

export const everythingCanHappen: GraphProperty = (arena, { isWhole }, coverage) => {
  if (!isWhole) return [];
  const stages = Object.entries(arena.plan.stages);
  const found = [
    ...stages.flatMap(([name]) => stageNever(arena.plan, name, coverage)),
    ...exitsNever(arena.plan, coverage),
    ...stages.flatMap(([name, stage]) => stepsNever(arena.plan, name, stage, coverage)),
    ...stages.flatMap(([name, stage]) => roundsNever(arena.plan, name, stage, coverage)),
    ...rungsNever(arena, coverage),
  ];
  return found.map(({ sentence, at, help }) => ({
    property: "everything-can-happen",
    sentence,
    help,
    at,
    shown: null,
  }));
};

type Never = Pick<Finding, "sentence" | "at" | "help">;

const isAfterExit = ({ exits }: Plan, stage: string): boolean =>
  Object.values(exits).some(({ after }) => after === stage);

function stageNever(plan: Plan, stage: string, { stages }: Coverage): readonly Never[] {
  if (stages.has(stage) || isAfterExit(plan, stage)) return [];
  return [
    {
      sentence: `Nobody ever gets to stage \`${stage}\`.`,
      at: stage,
      help: "Look at the moves that should lead there.",
    },
  ];
}

const exitsNever = ({ exitOrder }: Plan, { exits }: Coverage): readonly Never[] =>
  exitOrder
    .filter((exit) => !exits.has(exit))
    .map((exit) => ({
      sentence: `Nobody ever leaves by the exit \`${exit}\`.`,
      at: exit,
      help: "Lead somewhere to it, or take it out.",
    }));

// ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Of those that nothing reaches only the first on each way: what stands behind it goes with it. */
function stepsNever(plan: Plan, name: string, stage: Stage, { stages, steps }: Coverage): readonly Never[] {
  if (!stages.has(name)) return [];
  const handlers = stage.handlers.filter(({ scope }) => scope === undefined);
  const hasFired = (id: string): boolean =>
    steps.has(id) || [...steps].some((step) => step.startsWith(`${id}/`));
  const silent = handlers.filter(({ id, reaction }) => !hasFired(id) && "run" in reaction);
  const starts = [
    stage.main,
    ...handlers.flatMap(({ id, reaction }) => ("run" in reaction && hasFired(id) ? [reaction.run] : [])),
  ];
  const lost = starts.flatMap((start) => firstLost(plan, start, steps));
  return [
    ...silent.map(({ id }) => ({
      sentence: `What stands behind \`${id.split("/").slice(1).join(" ").replaceAll("_", " ")}\` in stage \`${name}\` never happens.`,
      at: id,
      help: "Look at its condition: nothing that may happen in this stage makes it hold.",
    })),
    ...lost.map((step) => ({
      sentence: `${doneWords(plan.code[step])} in stage \`${name}\`: ${whyNever(stage, name)}.`,
      at: step,
      help: helpFor(plan, starts, step, stage),
    })),
  ];
}

/** What may be meant depends on what stands between it and the last thing that is seen to happen before it. */
function helpFor(plan: Plan, starts: readonly (StepName | null)[], step: StepName, { bound }: Stage): string {
  const before = stepsBefore(plan, starts, step);
  const isUnder = before.some((one) => one.do === "choose" || one.do === "wait for state");
  const isLate = before.some(({ do: what }) => what === "wait" || what === "wait until");
  const longer =
    "lasting" in bound
      ? "let the stage last longer"
      : "look at the date that the stage lasts until, which has come by then";
  const condition = "Look at the condition that it stands behind: nothing that was tried makes it hold.";
  const waits = `ake the waits before it shorter, or ${longer}.`;
  if (isUnder) return isLate ? `${condition} Or m${waits}` : condition;
  return `M${waits}`;
}

/** What leads to a step, as far back as the last that a run tells of. */
function stepsBefore(
  plan: Plan,
  starts: readonly (StepName | null)[],
  step: StepName,
): readonly Instruction[] {
  const all = starts.flatMap((start) => [...stepsFrom(plan, start)]);
  const found = new Set([step]);
  for (const one of found)
    for (const other of all) {
      const instruction = plan.code[other];
      if (instruction === undefined || isTold(instruction)) continue;
      if (followersOf(instruction).includes(one)) found.add(other);
    }
  found.delete(step);
  return [...found].flatMap((one) => plan.code[one] ?? []);
}

function firstLost(plan: Plan, start: StepName | null, reached: ReadonlySet<StepName>): readonly StepName[] {
  const cautious = stepsOfCaution(plan, start);
  const lost = [...stepsFrom(plan, start)].filter(
    (step) => isTold(plan.code[step]) && !reached.has(step) && !cautious.has(step),
  );
  const behind = new Set(
    lost.flatMap((step) => [...stepsFrom(plan, step)].filter((other) => other !== step)),
  );
  return lost.filter((step) => !behind.has(step));
}

/** What stands behind `otherwise`, and behind a blank, may be there so that nothing is forgotten: the compiler wants it. */
function stepsOfCaution(plan: Plan, start: StepName | null): ReadonlySet<StepName> {
  const arms = [...stepsFrom(plan, start)].flatMap((step) => {
    const instruction = plan.code[step];
    return instruction?.do === "choose" ? instruction.arms : [];
  });
  const cautious = arms.filter(({ when }) => when === null || when.is === "blank");
  return new Set(cautious.flatMap(({ body }) => (body.then === "go" ? [...stepsFrom(plan, body.step)] : [])));
}

/** Steps of which a run tells that they were taken; the others only lead from one to the next. */
const isTold = (instruction: Instruction | undefined): boolean =>
  instruction !== undefined &&
  ["send", "task", "decide", "tell", "set", "call", "begin"].includes(instruction.do);

function doneWords(instruction: Instruction | undefined): string {
  switch (instruction?.do) {
    case "send":
      return `\`${instruction.message}\` is never sent`;
    case "task":
      return `Nobody is ever asked for \`${instruction.name}\``;
    case "decide":
      return `Nobody ever decides on \`${instruction.right}\``;
    case "tell":
      return `Nobody is ever told “${instruction.text}”`;
    case "set":
      return `\`${instruction.field}\` is never set`;
    case "call":
      return `\`${instruction.action}\` is never called`;
    case "begin":
      return `\`${instruction.journey}\` is never begun`;
    default:
      return "A step is never taken";
  }
}

const whyNever = ({ bound }: Stage, name: string): string =>
  "lasting" in bound
    ? `\`${name}\` lasts ${durationWords(bound.lasting)}, and no way leads there in that time`
    : "no way leads there";

/** A loop that is always broken off before its last round says more than it does. */
function roundsNever(plan: Plan, name: string, stage: Stage, { rounds }: Coverage): readonly Never[] {
  const runs = stage.handlers.flatMap(({ reaction }) => ("run" in reaction ? [reaction.run] : []));
  const steps = new Set([stage.main, ...runs].flatMap((start) => [...stepsFrom(plan, start)]));
  return [...steps].flatMap((step) => {
    const loop = plan.code[step];
    const most = rounds.get(step);
    if (loop?.do !== "every" || most === undefined || most >= loop.times) return [];
    const lasts = "lasting" in stage.bound ? `, which lasts ${durationWords(stage.bound.lasting)}` : "";
    return [
      {
        sentence: `What is to come every ${durationWords(loop.every)}, ${loop.times} times, comes ${most === 1 ? "once" : `${most} times`} at most in stage \`${name}\`${lasts}.`,
        at: step,
        help: "Let it come more often, or let the stage last longer.",
      },
    ];
  });
}

// ── Rungs ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The rungs that move the work: a silence that is never climbed is a promise that nobody keeps. */
function rungsNever({ plan, silent }: Arena, { asked, rungs }: Coverage): readonly Never[] {
  return [...asked.values()].flatMap((one) => {
    const ladder = plan.ladders[one.ladder];
    const stage = plan.stages[one.stage];
    if (ladder === undefined || stage === undefined || silent.has(one.track)) return [];
    const lost = ladder.rungs.findIndex(
      ({ actions }, index) =>
        actions.some((action) => action.do === "give" || action.do === "take back") &&
        !rungs.has(rungKey(one, index)),
    );
    if (lost === -1) return [];
    const lasts = "lasting" in stage.bound ? `, which lasts ${durationWords(stage.bound.lasting)}` : "";
    return [
      {
        sentence: `Whoever is silent about \`${one.name}\` is let off: the end of ladder \`${one.ladder}\` is never reached in stage \`${one.stage}\`${lasts}.`,
        at: one.step,
        help: "Let the stage last longer than the ladder, or take a shorter ladder.",
      },
    ];
  });
}

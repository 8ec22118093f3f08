/** Where in a plan there are conditions, patterns and moments, and what may still be done from a step on. */
import type {
  Body,
  Condition,
  Instruction,
  Leave,
  Moment,
  Pattern,
  Plan,
  StepName,
} from "../../compiler/plan.ts";

/** All conditions of a plan, those of its rights and of the patterns of events included. */
export function* conditionsOf(plan: Plan): Iterable<Condition> {
  for (const { when } of Object.values(plan.exits)) if (when !== null) yield when;
  for (const { handlers } of Object.values(plan.stages))
    for (const handler of handlers) if (handler.on === "state") yield handler.when;
  for (const { offerNeeds } of Object.values(plan.handovers)) if (offerNeeds !== null) yield offerNeeds.when;
  for (const right of Object.values(plan.rights)) {
    for (const { when } of right.asks) yield when;
    for (const never of right.neverTheAsker) if (never !== null) yield never;
  }
  for (const instruction of Object.values(plan.code)) yield* conditionsAt(instruction);
  for (const { where } of patternsOf(plan)) if (where !== null) yield where;
}

export function conditionsAt(instruction: Instruction): readonly Condition[] {
  if (instruction.do === "wait for state") return [instruction.when];
  return instruction.do === "choose" ? instruction.arms.flatMap(({ when }) => when ?? []) : [];
}

/** Every pattern that some event of a run may be held against. */
export function* patternsOf(plan: Plan): Iterable<Pattern> {
  for (const { on } of Object.values(plan.exits)) yield* on;
  for (const { handlers } of Object.values(plan.stages))
    for (const handler of handlers) {
      if (handler.on === "event") yield* handler.events;
      if (handler.on === "state") yield* absencesOf(handler.when);
    }
  for (const { when } of Object.values(plan.exits)) if (when !== null) yield* absencesOf(when);
  for (const instruction of Object.values(plan.code)) {
    if (instruction.do === "wait for event") yield* instruction.events;
    for (const condition of conditionsAt(instruction)) yield* absencesOf(condition);
  }
  for (const { on } of plan.keeps ?? []) yield* on;
  for (const entry of plan.entries) if ("on" in entry) yield* entry.on;
}

export const absencesOf = (condition: Condition): readonly Pattern[] =>
  leavesOf(condition).flatMap((leaf) => (leaf.is === "absent" ? leaf.events : []));

/** The tests that a condition is made of. */
export function leavesOf(condition: Condition): readonly Condition[] {
  switch (condition.is) {
    case "all":
    case "any":
      return condition.of.flatMap(leavesOf);
    case "not":
    case "turns":
      return leavesOf(condition.of);
    case "absent":
      return [condition, ...condition.events.flatMap(({ where }) => (where === null ? [] : leavesOf(where)))];
    default:
      return [condition];
  }
}

export function* momentsOf(plan: Plan): Iterable<Moment> {
  for (const { bound, handlers } of Object.values(plan.stages)) {
    if ("until" in bound) yield bound.until;
    for (const handler of handlers)
      if (handler.on === "time" && "items" in handler.schedule) yield* handler.schedule.items;
  }
  for (const { movesAfter } of Object.values(plan.handovers)) yield* movesAfter?.notBefore ?? [];
  for (const instruction of Object.values(plan.code))
    if (instruction.do === "wait until") yield instruction.until;
}

// ── What may still be done ────────────────────────────────────────────────────────────────────────────────

const stepOf = (body: Body): readonly StepName[] =>
  body.then === "go" && body.step !== null ? [body.step] : [];

/** The steps that may follow a step directly. */
export function followersOf(instruction: Instruction): readonly StepName[] {
  const next = (step: StepName | null): readonly StepName[] => (step === null ? [] : [step]);
  switch (instruction.do) {
    case "send":
    case "wait":
    case "wait until":
    case "tell":
    case "set":
      return next(instruction.next);
    case "wait for event":
    case "wait for state":
      return [...stepOf(instruction.got), ...stepOf(instruction.none)];
    case "wait for winner":
      return [...Object.values(instruction.arms).flatMap(stepOf), ...stepOf(instruction.none)];
    case "choose":
      return instruction.arms.flatMap(({ body }) => stepOf(body));
    case "split":
      return instruction.arms.flatMap(({ go }) => next(go));
    case "task":
      return Object.values(instruction.results).flatMap(({ body }) => stepOf(body));
    case "decide":
      return Object.values(instruction.results).flatMap(stepOf);
    case "call":
      return [
        ...stepOf(instruction.done),
        ...(instruction.failed === null ? [] : stepOf(instruction.failed)),
      ];
    case "begin":
      return instruction.wait === undefined
        ? next(instruction.next)
        : [...stepOf(instruction.wait.ended), ...stepOf(instruction.wait.none)];
    case "together":
      return [
        ...instruction.tracks.flatMap(({ go }) => next(go)),
        ...stepOf(instruction.none),
        ...next(instruction.next),
      ];
    case "every":
      return [...next(instruction.body), ...next(instruction.next)];
    case "retry":
      return [instruction.task];
    case "leave":
    case "stay":
      return [];
  }
}

/** The step itself, and all that may come after it in its track. */
export function stepsFrom(plan: Plan, start: StepName | null): ReadonlySet<StepName> {
  const reached = new Set<StepName>(start === null ? [] : [start]);
  for (const step of reached) {
    const instruction = plan.code[step];
    if (instruction !== undefined) for (const next of followersOf(instruction)) reached.add(next);
  }
  return reached;
}

/** Every way in which a stage may be left, wherever it stands. */
export function leavesOfPlan(plan: Plan): readonly Leave[] {
  const of = (body: Body | null): readonly Leave[] => (body?.then === "leave" ? [body.leave] : []);
  const inStages = Object.values(plan.stages).flatMap(({ bound, handlers }) => [
    ...("then" in bound ? [bound.then] : []),
    ...handlers.flatMap(({ reaction }) => ("leave" in reaction ? [reaction.leave] : [])),
  ]);
  const inSteps = Object.values(plan.code).flatMap((instruction): readonly Leave[] => {
    switch (instruction.do) {
      case "leave":
        return [instruction.leave];
      case "retry":
        return [instruction.then];
      default:
        return bodiesOf(instruction).flatMap(of);
    }
  });
  const declined = Object.values(plan.handovers).flatMap(({ decline }) =>
    Object.values(decline?.reasons ?? {}).flatMap(of),
  );
  const takenBack = Object.values(plan.ladders).flatMap(({ rungs }) =>
    rungs.flatMap(({ actions }) =>
      actions.flatMap((action) => (action.do === "take back" ? [action.leave] : [])),
    ),
  );
  return [...inStages, ...inSteps, ...declined, ...takenBack];
}

function bodiesOf(instruction: Instruction): readonly Body[] {
  switch (instruction.do) {
    case "wait for event":
    case "wait for state":
      return [instruction.got, instruction.none];
    case "wait for winner":
      return [...Object.values(instruction.arms), instruction.none];
    case "choose":
      return instruction.arms.map(({ body }) => body);
    case "task":
      return Object.values(instruction.results).map(({ body }) => body);
    case "decide":
      return Object.values(instruction.results);
    case "call":
      return [instruction.done, ...(instruction.failed === null ? [] : [instruction.failed])];
    case "begin":
      return instruction.wait === undefined ? [] : [instruction.wait.ended, instruction.wait.none];
    case "together":
      return [instruction.none];
    default:
      return [];
  }
}

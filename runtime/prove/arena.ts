/** What a plan is explored in: itself, what is known beside it, and what was worked out from it once. */
import type { ContactPolicy, Library, People } from "../../compiler/library.ts";
import type { Condition, Fields, Instant, Pattern, Plan, StepName } from "../../compiler/plan.ts";
import { fieldsSetBy } from "./listened.ts";
import { conditionsOf, leavesOf, leavesOfPlan, momentsOf, patternsOf, stepsFrom } from "./plan-parts.ts";
import { productOf } from "./product-of.ts";
import {
  eventNamesIn,
  eventValues,
  fieldVariable,
  type Variable,
  type VariableName,
  type Variables,
  variablesOf,
} from "./variables.ts";
import { type WatchedPlan, watchPlan } from "./watched-plan.ts";

export interface Arena {
  readonly plan: Plan;
  readonly watched: WatchedPlan;
  readonly library: Library;
  readonly people: People;
  readonly policy: ContactPolicy | null;
  readonly variables: Variables;
  /** Always remembered: the journey sets them itself. */
  readonly remembered: readonly VariableName[];
  /** Roles of which it matters who held them before: a stage of theirs is entered without anybody being asked. */
  readonly rememberedRoles: readonly string[];
  /** Handlers that only tell somebody something, or ask for one thing: nothing else is different after them. */
  readonly silent: ReadonlySet<StepName>;
  /** The plan without them: its deadlines are those that matter. */
  readonly audible: Plan;
  /** When journeys begin here. */
  readonly start: Instant;
  /** Kinds of events of which it matters, long after, whether they have happened. */
  readonly kept: ReadonlySet<string>;
  readonly happenings: readonly Extract<Condition, { is: "happened" }>[];
  /** What there is to know of a kind of event. */
  readonly facts: (kind: string) => EventFacts;
  /** An id for what comes in: no other has it. */
  readonly nextId: () => string;
  readonly stepsFrom: (step: StepName | null) => ReadonlySet<StepName>;
}

export interface EventFacts {
  /** Everything that its fields may say, of what some pattern asks about. */
  readonly payloads: readonly Fields[];
  readonly patterns: readonly Pattern[];
  readonly kept: readonly KeptOfEvent[];
  /** The subject's fields that it updates. */
  readonly says: readonly VariableName[];
  /** Some exit waits for it. */
  readonly isExit: boolean;
}

/** What the journey keeps of an event: which of its fields, and what that is afterwards. */
export interface KeptOfEvent {
  readonly said: string;
  readonly variable: Variable;
}

export interface ArenaOptions {
  readonly library: Library;
  readonly people: People;
  readonly start: Instant;
}

export function openArena(plan: Plan, { library, people, start }: ArenaOptions): Arena {
  let serial = 0;
  const cache = new Map<StepName | null, ReadonlySet<StepName>>();
  const facts = new Map<string, EventFacts>();
  const silent = silentHandlers(plan);
  const variables = variablesOf(plan, library, start);
  const leaves = [...conditionsOf(plan)].flatMap(leavesOf);
  return {
    plan,
    watched: watchPlan(plan),
    library,
    people,
    policy: library.policies[plan.subject] ?? null,
    variables,
    remembered: fieldsSetBy(plan),
    rememberedRoles: rolesRemembered(plan),
    silent,
    audible: withoutHandlers(plan, silent),
    start,
    kept: eventsKept(plan),
    happenings: leaves.flatMap((leaf) => (leaf.is === "happened" ? [leaf] : [])),
    facts(kind) {
      const known = facts.get(kind) ?? factsOf(plan, { library, variables, start }, kind);
      facts.set(kind, known);
      return known;
    },
    nextId() {
      serial += 1;
      return `p${serial}`;
    },
    stepsFrom(step) {
      const known = cache.get(step) ?? stepsFrom(plan, step);
      cache.set(step, known);
      return known;
    },
  };
}

function factsOf(
  plan: Plan,
  { library, variables, start }: Pick<Arena, "library" | "variables" | "start">,
  kind: string,
): EventFacts {
  const patterns = [...patternsOf(plan)].filter(({ event }) => event === kind);
  const leaves = patterns.flatMap(({ where }) => (where === null ? [] : leavesOf(where)));
  const kept = keptOf(plan, variables, kind);
  const names = new Set([...leaves.flatMap(eventNamesIn), ...kept.map(({ said }) => said)]);
  const types = library.events[kind]?.fields ?? {};
  const choices = [...names].map((name) => {
    const type = types[name];
    const keeping = kept.flatMap(({ said, variable }) => (said === name ? [variable] : []));
    const values = type === undefined ? [null] : eventValues({ type, name, kept: keeping }, leaves, start);
    return values.map((value) => [name, value] as const);
  });
  return {
    patterns,
    kept,
    payloads: productOf(choices).map((given): Fields => Object.fromEntries(given)),
    says: Object.keys(types)
      .map(fieldVariable)
      .filter((name) => variables.has(name)),
    isExit: Object.values(plan.exits).some(({ on }) => on.some(({ event }) => event === kind)),
  };
}

function keptOf({ keeps = [] }: Plan, variables: Variables, kind: string): readonly KeptOfEvent[] {
  return keeps.flatMap(({ field, on, from }) => {
    const variable = variables.get(fieldVariable(field));
    const isKept = from.of === "event" && on.some(({ event }) => event === kind);
    return isKept && variable !== undefined ? [{ said: from.field, variable }] : [];
  });
}

function eventsKept(plan: Plan): ReadonlySet<string> {
  const handlers = Object.values(plan.stages).flatMap((stage) => stage.handlers);
  const gates = handlers.flatMap((handler) =>
    handler.on === "time" ? handler.after.flatMap(({ events }) => events) : [],
  );
  const clocks = Object.values(plan.code).flatMap((step) =>
    step.do === "task" ? (step.countedFrom ?? []) : [],
  );
  const anchors = [...momentsOf(plan)].flatMap(({ anchor }) => eventsOfAnchor(anchor));
  const happened = [...conditionsOf(plan)]
    .flatMap(leavesOf)
    .flatMap((leaf) => (leaf.is === "happened" ? leaf.events : []));
  return new Set([...gates, ...clocks, ...anchors, ...happened]);
}

type Anchor = import("../../compiler/plan.ts").Anchor;

function eventsOfAnchor(anchor: Anchor): readonly string[] {
  if (anchor.from === "event") return anchor.events;
  return anchor.from === "earlier" || anchor.from === "later"
    ? anchor.of.flatMap((moment) => eventsOfAnchor(moment.anchor))
    : [];
}

function rolesRemembered(plan: Plan): readonly string[] {
  const unasked = leavesOfPlan(plan).flatMap((leave) => {
    if (leave.to === "exit" || (leave.through !== null && plan.handovers[leave.through]?.atOnce !== true))
      return [];
    return plan.stages[leave.stage]?.owner ?? [];
  });
  return [...new Set(unasked)];
}

function silentHandlers(plan: Plan): ReadonlySet<StepName> {
  const handlers = Object.values(plan.stages).flatMap((stage) => stage.handlers);
  return new Set(
    handlers.filter(({ reaction }) => "run" in reaction && isSilent(plan, reaction.run)).map(({ id }) => id),
  );
}

function isSilent(plan: Plan, run: StepName | null): boolean {
  const steps = [...stepsFrom(plan, run)].flatMap((step) => plan.code[step] ?? []);
  const tasks = steps.flatMap((step) => (step.do === "task" ? [step] : []));
  const isPlain = tasks.every((task) =>
    Object.values(task.results).every(
      ({ needs, body }) => needs.length === 0 && (body.then === "go" || body.then === "stay"),
    ),
  );
  return tasks.length < 2 && isPlain && steps.every((step) => ["tell", "stay", "task"].includes(step.do));
}

const withoutHandlers = (plan: Plan, silent: ReadonlySet<StepName>): Plan => ({
  ...plan,
  stages: Object.fromEntries(
    Object.entries(plan.stages).map(([name, stage]) => [
      name,
      { ...stage, handlers: stage.handlers.filter(({ id }) => !silent.has(id)) },
    ]),
  ),
});

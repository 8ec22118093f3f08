/** What a state listens to: the fields and bands that may change what happens without anybody having acted. */
import type { Condition, Plan, StateHandler } from "../../compiler/plan.ts";
import { holds } from "../machine/conditions.ts";
import { givenFor } from "../machine/reckon.ts";
import type { State, Track } from "../machine/state.ts";
import { viewOf } from "../machine/turn.ts";
import { leavesOf } from "./plan-parts.ts";
import { bandVariable, fieldsOfAnchor, fieldVariable, namesIn, type VariableName } from "./variables.ts";

/** Fields that steps of the journey set, and so may count on: they are remembered for as long as it goes on. */
export const fieldsSetBy = (plan: Plan): readonly VariableName[] =>
  Object.values(plan.code).flatMap((instruction) =>
    instruction.do === "set" && plan.computed?.[instruction.field] === undefined
      ? [fieldVariable(instruction.field)]
      : [],
  );

/** What a state listens to. */
export interface Listened {
  /** The tests of the conditions that are looked at again with every change. */
  readonly tests: readonly Condition[];
  /** Fields of which it matters whether they are there: dates that moments are counted from, what is carried. */
  readonly fields: readonly string[];
  readonly variables: ReadonlySet<VariableName>;
}

const LISTENED = new WeakMap<State, Listened>();

export function listenedIn(plan: Plan, state: State): Listened {
  const listened = LISTENED.get(state) ?? findListened(plan, state);
  LISTENED.set(state, listened);
  return listened;
}

function findListened(plan: Plan, state: State): Listened {
  const stage = plan.stages[state.stage ?? ""];
  if (stage === undefined) return { tests: [], fields: [], variables: new Set() };
  const conditions: (Condition | null)[] =
    state.exit === null ? Object.values(plan.exits).map(({ when }) => when) : [];
  const fields: string[] = [];
  if ("until" in stage.bound) fields.push(...fieldsOfAnchor(stage.bound.until.anchor));
  const idle: Condition[] = [];
  for (const handler of stage.handlers) {
    if (handler.on === "state") (isSpent(state, handler) ? idle : conditions).push(handler.when);
    if (handler.on === "time" && "items" in handler.schedule)
      for (const { anchor } of handler.schedule.items) fields.push(...fieldsOfAnchor(anchor));
  }
  for (const track of state.tracks) lookAtTrack(plan, track, conditions, fields);
  lookAtOffer(plan, state, conditions, fields);
  const tests = conditions.flatMap((condition) => (condition === null ? [] : leavesOf(condition)));
  // What a handler reads that will not fire again is read all the same, and kept so that it need not be decided anew.
  const looked = [...tests, ...idle.flatMap(leavesOf)];
  const bands = looked.flatMap((test) => (test.is === "band" ? [bandVariable(test.score)] : []));
  const read = [...fields, ...looked.flatMap(namesIn)].flatMap((field) => givenFor(plan.computed, field));
  return { tests, fields, variables: new Set([...bands, ...read.map(fieldVariable)]) };
}

/** It has fired as often as it may in this visit. */
export function isSpent({ handlers }: State, { id, rate, scope }: StateHandler): boolean {
  const count = handlers[id]?.count ?? 0;
  if (rate === null) return scope !== "journey" && count > 0;
  return rate.per === "visit" && count >= rate.times;
}

/** What of the data matters now: how each test answers, and what is blank; `?` where it is not decided. */
export function answersIn(
  plan: Plan,
  state: State,
  { tests, fields }: Listened,
  decided: ReadonlySet<VariableName>,
): string {
  const view = viewOf(plan, state, state.lookedAt);
  const isDecided = (field: string): boolean =>
    givenFor(plan.computed, field).every((part) => decided.has(fieldVariable(part)));
  const answers = tests.map((test) => {
    if (test.is === "absent" || test.is === "happened") return "";
    const known = test.is === "band" ? decided.has(bandVariable(test.score)) : namesIn(test).every(isDecided);
    return known ? (holds(test, view) ? "y" : "n") : "?";
  });
  const there = fields.map((field) =>
    isDecided(field) ? ((state.fields[field] ?? null) === null ? "-" : "+") : "?",
  );
  return `${answers.join("")} ${there.join("")}`;
}

function lookAtTrack(
  plan: Plan,
  { at, waits }: Track,
  conditions: (Condition | null)[],
  fields: string[],
): void {
  const instruction = at === null ? undefined : plan.code[at];
  if (waits?.on === "state" && instruction?.do === "wait for state") conditions.push(instruction.when);
  if (waits?.on === "moment" && instruction?.do === "wait until")
    fields.push(...fieldsOfAnchor(instruction.until.anchor));
  if (waits?.on !== "decision") return;
  const right = plan.rights[waits.decision.right];
  if (right === undefined) return;
  conditions.push(...right.asks.map(({ when }) => when), ...right.neverTheAsker);
}

function lookAtOffer(plan: Plan, { offer }: State, conditions: (Condition | null)[], fields: string[]): void {
  const handover = offer === null ? undefined : plan.handovers[offer.handover];
  if (offer === null || handover === undefined) return;
  if (offer.phase === "needs") conditions.push(handover.offerNeeds?.when ?? null);
  if (offer.phase === "carried")
    fields.push(...handover.carries.flatMap(({ kind, name }) => (kind === "field" ? [name] : [])));
  if (offer.phase === "gates")
    for (const { anchor } of handover.movesAfter?.notBefore ?? []) fields.push(...fieldsOfAnchor(anchor));
}

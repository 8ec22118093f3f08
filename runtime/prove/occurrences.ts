/** All that may happen to a journey in a state: time, facts, people, data, other journeys, actions that have ended. */
import type { Fields, Instant, Plan, Value } from "../../compiler/plan.ts";
import { holds } from "../machine/conditions.ts";
import { nextDeadline } from "../machine/deadlines.ts";
import type { Act, Actor, Input } from "../machine/protocol.ts";
import { requestsIn } from "../machine/refusal.ts";
import type { State, Work } from "../machine/state.ts";
import { handoverOf } from "../machine/turn.ts";
import type { Arena } from "./arena.ts";
import { answersIn, listenedIn } from "./listened.ts";
import { absencesOf, conditionsAt } from "./plan-parts.ts";
import { productOf } from "./product-of.ts";
import type { Coming, Standing } from "./runs.ts";
import { fieldVariable, namesIn, withValue } from "./variables.ts";

/** What happens, by who or what makes it happen. */
export type Kind = "start" | "time" | "event" | "person" | "data" | "other journey" | "action";

export interface Occurrence extends Coming {
  readonly kind: Kind;
  /** What is the same wherever it happens to a state that looks like this: it is tried there once. */
  readonly onceFor?: string;
}

/** The next deadline, met at its instant. */
export function nextTick(plan: Plan, state: State): Occurrence | null {
  const at = nextDeadline(plan, state);
  return at === null ? null : { kind: "time", input: { is: "tick", now: at }, says: [] };
}

/** What may come in at an instant, time aside. */
export function* occurrencesAt(arena: Arena, standing: Standing, now: Instant): Iterable<Occurrence> {
  const { state } = standing;
  // What has come in meanwhile waits, and one such thing is as good as many.
  if (state.paused !== null && state.paused.waiting.length > 0) return yield* others(arena, state, now);
  yield* acts(arena, state, now);
  yield* requests(arena, state, now);
  yield* events(arena, state, now);
  yield* changes(arena, standing, now);
  yield* answers(arena, state, now);
  yield* others(arena, state, now);
}

// ── The beginning ─────────────────────────────────────────────────────────────────────────────────────────

export function* beginnings(arena: Arena): Iterable<Occurrence> {
  const { plan, start, variables } = arena;
  const fields = Object.fromEntries(
    [...variables.values()].flatMap(({ is, of, values }) =>
      is === "field" && plan.defaults[of] === undefined ? [[of, values[0] ?? null]] : [],
    ),
  );
  const begin = (stage: string, led: Pick<Start, "event" | "why">): Occurrence => ({
    kind: "start",
    says: [],
    input: {
      is: "start",
      now: start,
      instance: plan.journey,
      subject: "s1",
      stage,
      fields,
      bands: {},
      ...(plan.per === undefined ? {} : { own: { [plan.per]: "K-1" } }),
      ...led,
    },
  });
  for (const entry of plan.entries) {
    if ("on" in entry)
      for (const { event } of entry.on)
        for (const payload of payloadsOf(arena, event, fields))
          yield begin(entry.stage, { event: eventOf(arena, event, start, payload) });
    else
      yield begin(entry.stage, {
        event: null,
        why: "when" in entry ? "its condition holds" : "its time has come",
      });
  }
}

type Start = Extract<Input, { is: "start" }>;

const eventOf = (arena: Arena, kind: string, at: Instant, fields: Fields) => ({
  id: arena.nextId(),
  kind,
  at,
  fields,
});

// ── People ────────────────────────────────────────────────────────────────────────────────────────────────

function* acts(arena: Arena, state: State, now: Instant): Iterable<Occurrence> {
  for (const work of state.work) {
    if (work.picking !== null) continue;
    const { record } = work;
    const person = record.person ?? `someone_of_${record.role}`;
    const actor: Actor = { person, roles: [record.role], delegateOf: [] };
    for (const act of actsOn(arena, state, work))
      yield { kind: "person", says: [], input: { is: "act", now, actor, act } };
  }
}

function* actsOn(arena: Arena, state: State, { record }: Work): Iterable<Act> {
  const work = record.id;
  for (const [label, needs] of Object.entries(record.answers)) {
    for (const evidence of evidenceFor(arena, state, needs)) {
      switch (record.kind) {
        case "accept":
          yield label === "accept"
            ? { do: "accept", work }
            : { do: "decline", work, reason: label, evidence };
          break;
        case "decide":
          yield { do: "decide", work, answer: label, evidence };
          break;
        case "task":
        case "approve":
        case "data":
          yield { do: "complete", work, result: label, evidence };
          break;
        case "request":
        case "hold":
          break;
      }
    }
  }
}

function* requests({ plan, ...arena }: Arena, state: State, now: Instant): Iterable<Occurrence> {
  for (const { name, by, needs } of requestsIn(plan, state.stage)) {
    const [role = ""] = by;
    const actor: Actor = { person: personOf(state, role), roles: [role], delegateOf: [] };
    for (const evidence of evidenceFor({ plan, ...arena }, state, needs))
      yield {
        kind: "person",
        says: [],
        input: { is: "act", now, actor, act: { do: "request", name, evidence } },
      };
  }
}

const personOf = ({ people }: State, role: string): string => people[role] ?? `someone_of_${role}`;

/** More of them than this are varied one at a time. */
const MOST_TOGETHER = 24;

/** What somebody may give, of each kind that the journey tells apart; what it does not read is said in words. */
function evidenceFor({ variables }: Arena, state: State, needs: readonly string[]): readonly Fields[] {
  const choices = needs.map((name): readonly (readonly [string, Value])[] => {
    const variable = variables.get(fieldVariable(name));
    const values = variable?.values.filter((value) => value !== null) ?? [];
    return values.length === 0
      ? [[name, state.fields[name] ?? "because"]]
      : values.map((value) => [name, value]);
  });
  const count = choices.reduce((product, { length }) => product * length, 1);
  const combined = count <= MOST_TOGETHER ? productOf(choices) : oneAtATime(choices);
  return combined.map((given) => Object.fromEntries(given));
}

function oneAtATime<T>(choices: readonly (readonly T[])[]): readonly (readonly T[])[] {
  const plain = choices.flatMap((choice) => choice.slice(0, 1));
  return choices.flatMap((choice, index) =>
    choice
      .slice(index === 0 ? 0 : 1)
      .map((one) => plain.map((other, place) => (place === index ? one : other))),
  );
}

// ── Facts ─────────────────────────────────────────────────────────────────────────────────────────────────

function* events(arena: Arena, state: State, now: Instant): Iterable<Occurrence> {
  for (const kind of eventsHeard(arena, state)) {
    const { says, isExit } = arena.facts(kind);
    const times = countsByTime(arena, state, kind) ? [now, state.enteredAt - 1] : [now];
    for (const payload of payloadsOf(arena, kind, state.fields))
      for (const at of times)
        yield {
          kind: "event",
          says: says.filter((name) => payload[name.slice("field ".length)] === undefined),
          input: { is: "event", now, event: eventOf(arena, kind, at, payload) },
          ...(isExit && state.exit === null
            ? { onceFor: `${kind} ${at === now} ${JSON.stringify(payload)} ${shapeOf(state)}` }
            : {}),
        };
  }
}

/**
 * A handler hears it whenever it happened; what else asks for it looks at when: a wait and an absence since the stage
 * began, a fact since the journey did. So one that comes late is another thing.
 */
function countsByTime(arena: Arena, state: State, kind: string): boolean {
  const { plan, kept } = arena;
  const isOf = (patterns: readonly { readonly event: string }[]): boolean =>
    patterns.some(({ event }) => event === kind);
  const { handlers } = plan.stages[state.stage ?? ""] ?? { handlers: [] };
  if (!handlers.some((handler) => handler.on === "event" && isOf(handler.events))) return false;
  const asks = [...stepsAhead(arena, state)].some((step) => {
    const instruction = plan.code[step];
    if (instruction?.do === "wait for event") return isOf(instruction.events);
    return instruction !== undefined && conditionsAt(instruction).some((one) => isOf(absencesOf(one)));
  });
  return (
    asks ||
    kept.has(kind) ||
    handlers.some((handler) => handler.on === "state" && isOf(absencesOf(handler.when)))
  );
}

/** Where it stands, roughly: for what ends the journey whatever else is under way. */
const shapeOf = ({ stage, offer, work, tracks, holder }: State): string =>
  [
    stage,
    offer?.handover,
    offer?.phase,
    holder.person === null,
    work.map(({ record }) => record.kind).sort(),
    tracks.some(({ waits }) => waits?.on === "message"),
  ].join();

/** The kinds of events that make a difference in this state, now or later. */
function eventsHeard(arena: Arena, state: State): ReadonlySet<string> {
  const { plan, kept } = arena;
  const { exits, stages, keeps = [] } = plan;
  const stage = stages[state.stage ?? ""];
  const heard = new Set<string>(kept);
  const add = (patterns: readonly { readonly event: string }[]): void => {
    for (const { event } of patterns) heard.add(event);
  };
  if (state.exit === null)
    for (const { on, when } of Object.values(exits)) add([...on, ...(when === null ? [] : absencesOf(when))]);
  for (const { on } of keeps) add(on);
  for (const handler of stage?.handlers ?? []) {
    if (handler.on === "event") add(handler.events);
    if (handler.on === "state") add(absencesOf(handler.when));
  }
  for (const step of stepsAhead(arena, state)) {
    const instruction = plan.code[step];
    if (instruction?.do === "wait for event") add(instruction.events);
    if (instruction !== undefined)
      for (const condition of conditionsAt(instruction)) add(absencesOf(condition));
  }
  for (const { startsOn } of state.work) for (const event of startsOn ?? []) heard.add(event);
  const gates = state.offer === null ? null : handoverOf(plan, state.offer.handover).movesAfter;
  for (const event of [...(gates?.events ?? []), ...(gates?.anyOf ?? []).flatMap((any) => any.events)])
    heard.add(event);
  return heard;
}

/** Steps of the stage that may still be taken: by its tracks, and by handlers that may yet fire. */
function stepsAhead({ plan, stepsFrom }: Arena, state: State): ReadonlySet<string> {
  const handlers = plan.stages[state.stage ?? ""]?.handlers ?? [];
  const starts = handlers.flatMap(({ reaction }) => ("run" in reaction ? [reaction.run] : []));
  return new Set([...state.tracks.map(({ at }) => at), ...starts].flatMap((at) => [...stepsFrom(at)]));
}

/** One payload of each kind that some pattern tells apart, or that makes a difference once it is kept. */
function payloadsOf({ facts }: Arena, kind: string, fields: Fields): readonly Fields[] {
  const { payloads, patterns, kept } = facts(kind);
  if (payloads.length === 1) return payloads;
  const found = new Map<string, Fields>();
  for (const payload of payloads) {
    const view = { ...VIEW, fields, event: payload };
    const met = patterns.map(({ where }) => (where === null || holds(where, view) ? "y" : "n")).join("");
    const keeps = kept.map(({ said, variable }) => variable.kindOf(payload[said] ?? null));
    const key = [met, ...keeps].join(" ");
    if (!found.has(key)) found.set(key, payload);
  }
  return [...found.values()];
}

const VIEW = {
  now: 0,
  bands: {},
  stageAt: 0,
  journeyAt: 0,
  lastInStage: {},
  lastInJourney: {},
  pauses: [],
};

// ── Data ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Fields and bands that something listens to now, each turned to what makes a difference. */
function* changes(arena: Arena, { state, decided }: Standing, now: Instant): Iterable<Occurrence> {
  const { plan, variables } = arena;
  const listened = listenedIn(plan, state);
  const isTested = new Set(listened.tests.flatMap(namesIn));
  const seen = new Set([answersIn(plan, state, listened, decided)]);
  for (const name of listened.variables) {
    const variable = variables.get(name);
    if (variable === undefined) continue;
    const { is, of, values } = variable;
    const known = new Set(decided).add(name);
    for (const value of values) {
      // What is only carried is filled in, and does not become blank again.
      const isIdle =
        value === null && (plan.defaults[of] !== undefined || (is === "field" && !isTested.has(of)));
      const answers = answersIn(plan, withValue(plan, state, variable, value), listened, known);
      if (isIdle || seen.has(answers)) continue;
      seen.add(answers);
      const id = arena.nextId();
      const input: Input =
        is === "band"
          ? { is: "band", now, id, score: of, band: value === null ? null : String(value) }
          : { is: "fields", now, id, fields: { [of]: value } };
      yield { kind: "data", input, says: [] };
    }
  }
}

// ── Actions, other journeys ───────────────────────────────────────────────────────────────────────────────

function* answers(arena: Arena, state: State, now: Instant): Iterable<Occurrence> {
  const { plan, variables } = arena;
  for (const { at, waits } of state.tracks) {
    const instruction = at === null ? undefined : plan.code[at];
    if (waits?.on === "call" && instruction?.do === "call") {
      const { key } = waits;
      const { action } = instruction;
      const { out, always } = plan.actions?.[action] ?? { out: [], always: [] };
      const valueFor = (name: string): Value =>
        variables.get(fieldVariable(name))?.values.find((value) => value !== null) ?? "something";
      const given = (names: readonly string[]): Fields =>
        Object.fromEntries(names.map((name) => [name, valueFor(name)]));
      for (const names of out.length > always.length ? [out, always] : [out])
        yield {
          kind: "action",
          says: [],
          input: { is: "called", now, key, action, outcome: { is: "done", out: given(names) } },
        };
      yield {
        kind: "action",
        says: [],
        input: { is: "called", now, key, action, outcome: { is: "failed", why: "failed" } },
      };
    }
    if (waits?.on === "journey" && waits.instance !== null)
      yield {
        kind: "other journey",
        says: [],
        input: { is: "journey ended", now, id: arena.nextId(), instance: waits.instance },
      };
    if (waits?.on === "message" && waits.message.ref === null && waits.message.work === null) {
      const { key, until, before } = waits.message;
      if (until === null || until === before)
        yield { kind: "data", says: [], input: { is: "released", now, key } };
    }
  }
}

/** How long another journey of the group is under way when it is looked at whether this one goes on well after it. */
const AWHILE = 20 * 86_400_000;

function* others(arena: Arena, state: State, now: Instant): Iterable<Occurrence> {
  const { plan } = arena;
  if (state.exit !== null) return;
  const { person } = state.holder;
  if (person !== null)
    yield {
      kind: "person",
      says: [],
      input: { is: "left", now, id: arena.nextId(), person, roles: [] },
      onceFor: `left ${shapeOf(state)}`,
    };
  if (plan.exclusive === null) return;
  if (state.paused !== null)
    yield {
      kind: "other journey",
      says: [],
      input: { is: "goes on", now: now + AWHILE, id: arena.nextId() },
    };
  else
    yield {
      kind: "other journey",
      says: [],
      input: {
        is: "gives way",
        now,
        id: arena.nextId(),
        to: "another_journey",
        how: plan.exclusive.givesWay,
      },
      onceFor: `gives way ${shapeOf(state)}`,
    };
}

/**
 * What of a state matters for what may happen from it on. Two states with one key are taken for one: what is left out
 * are ids, names of people, times (of which the order is kept, and not the distance), and the values of fields that
 * nothing listens to now.
 */
import type { Plan, Rate } from "../../compiler/plan.ts";
import { absencesIn, holds, matchesAny, turningPoints } from "../machine/conditions.ts";
import { allDeadlines, type Deadline } from "../machine/deadlines.ts";
import type { State, Track, Work } from "../machine/state.ts";
import { MAIN, rootOf, spansStages, viewOf } from "../machine/turn.ts";
import type { Arena } from "./arena.ts";
import { answersIn, isSpent, listenedIn } from "./listened.ts";
import { conditionsAt } from "./plan-parts.ts";
import { type VariableName, valueIn } from "./variables.ts";

/** `decided`: the variables of which the run has said how they are. */
export function keyOf(arena: Arena, state: State, decided: ReadonlySet<VariableName>): string {
  if (state.stage === null) return `end ${state.exit}`;
  const { plan, variables, remembered } = arena;
  const data = remembered.map((name) => {
    const variable = variables.get(name);
    return variable === undefined || !decided.has(name) ? "?" : variable.kindOf(valueIn(state, variable));
  });
  return [controlOf(arena, state), answersIn(plan, state, listenedIn(plan, state), decided), ...data].join(
    "|",
  );
}

/**
 * While something is offered the giver's main track stands still: all that may happen to the offer is the same wherever
 * that track stands. `null`: nothing is offered.
 */
export function keyOfOffer(arena: Arena, state: State, decided: ReadonlySet<VariableName>): string | null {
  if (state.offer === null) return null;
  const isMain = (track: string): boolean => rootOf(track) === MAIN;
  return keyOf(
    arena,
    {
      ...state,
      tracks: state.tracks.filter(({ id }) => !isMain(id)),
      work: state.work.filter(({ track }) => !isMain(track)),
    },
    decided,
  );
}

/** Where everything stands, whatever the data says. */
function controlOf(arena: Arena, state: State): string {
  const { plan, silent } = arena;
  const { stage, exit, holder, offer, paused } = state;
  return [
    stage,
    exit,
    `${holder.role}${holder.person === null ? "" : "+"}`,
    arena.rememberedRoles.filter((role) => role !== holder.role && state.people[role] !== undefined).join(),
    offer === null
      ? ""
      : `offer ${offer.handover}>${offer.leave.stage} ${offer.phase} ${offer.receiver === null ? "" : "+"}${[...offer.happened].sort()}`,
    paused === null ? "" : `paused ${paused.waiting.map(({ is }) => is)}`,
    state.boundMet == null ? "" : "met",
    ...state.tracks.flatMap((track) => (silent.has(track.id) ? [] : [trackKey(track)])).sort(),
    ...state.work.flatMap((work) => (silent.has(work.track) ? [] : [workKey(plan, work)])).sort(),
    handlersIn(arena, state),
    Object.entries(state.schedules ?? {}).map(([id, { done }]) => `${id}:${done}`),
    factsIn(arena, state),
    waitingEvents(arena, state),
    deadlinesIn(arena, state),
  ].join("|");
}

function trackKey({ id, at, waits, counts, actor, task }: Track): string {
  const counted = Object.entries(counts).map(([step, count]) => `${step}*${count}`);
  return `${id}@${at} ${waitKey(waits)} ${counted} ${actor?.roles[0] ?? (actor === null ? "" : "+")} ${task === null ? "" : "t"}`;
}

function waitKey(waits: Track["waits"]): string {
  switch (waits?.on) {
    case undefined:
      return "";
    case "works":
      return `works ${waits.asked.map(({ answer }) => answer ?? "?")}`;
    case "decision":
      return `decision ${waits.decision.asks.map(({ role, answer, work }) => `${role}:${answer ?? (work === null ? "own" : "?")}`)}`;
    case "message": {
      const { until, work, approvedBy, before } = waits.message;
      return `message ${work !== null ? "asked" : until === null || before !== null ? "waits" : "later"} ${approvedBy === null ? "" : "+"}`;
    }
    case "offer":
      return `offer ${waits.behind === null ? "" : JSON.stringify(waits.behind)}`;
    case "journey":
      return `journey ${waits.instance === null ? "" : "+"}`;
    default:
      return waits?.on ?? "";
  }
}

function workKey(plan: Plan, work: Work): string {
  const { record, track, rungAt, reassigned, startsOn, stuck, barred } = work;
  const next = rungAt === null ? "." : rungThatMoves(plan, work);
  return `${record.kind} ${record.name} ${track} ${record.role}${record.person === null ? "" : "+"} ${next} ${reassigned}${startsOn ? "~" : ""}${stuck ?? ""}${barred.length}`;
}

/** Reminders and notices change nothing but the clock: the next rung that does more is what matters of a ladder. */
function rungThatMoves(plan: Plan, { ladder, rung }: Work): number {
  const rungs = plan.ladders[ladder]?.rungs ?? [];
  const next = rungs.findIndex(
    ({ actions }, index) =>
      index >= rung && actions.some((action) => action.do !== "remind" && action.do !== "tell"),
  );
  return next === -1 ? rungs.length : next;
}

function handlersIn({ plan, silent }: Arena, state: State): string {
  const { handlers } = plan.stages[state.stage ?? ""] ?? { handlers: [] };
  return handlers
    .map((handler) => {
      if (handler.on === "request" || silent.has(handler.id)) return "";
      const { id, rate } = handler;
      const { count, armed } = state.handlers[id] ?? { count: 0, armed: null };
      const fired = firedKey(state, id, rate);
      if (handler.on !== "state")
        return `${rate?.per === "visit" ? Math.min(count, rate.times) : ""}${fired}`;
      if (isSpent(state, handler)) return "spent";
      return `${rate?.per === "visit" ? count : Math.min(count, 1)}${(armed ?? handler.when.is !== "turns") ? "a" : "d"}${fired}`;
    })
    .join();
}

/** Of what counts by a window of time, how often; when it is free again is among the deadlines. */
const firedKey = (state: State, id: string, rate: Rate | null): string =>
  rate === null || rate.per === "visit" ? "" : `*${Math.min(state.fired[id]?.length ?? 0, rate.times)}`;

/** What has happened that is asked for later. */
function factsIn({ plan, kept, happenings }: Arena, state: State): string {
  const seen = [...kept].filter((kind) => state.lastInJourney[kind] !== undefined);
  const view = viewOf(plan, state, state.lookedAt);
  return `${seen} ${happenings.map((one) => (holds(one, view) ? "y" : "n")).join("")}`;
}

/** Waits that an event of the past would answer at once. */
function waitingEvents(arena: Arena, state: State): string {
  const { plan } = arena;
  if (state.events.length === 0 && state.eventsOfJourney.length === 0) return "";
  const view = viewOf(plan, state, state.lookedAt);
  const handlers = plan.stages[state.stage ?? ""]?.handlers ?? [];
  const running = state.tracks.map(({ id, at, used }) => ({ id, at, used }));
  const coming = handlers.flatMap(({ id, reaction }) =>
    "run" in reaction && !running.some((track) => track.id === id)
      ? [{ id, at: reaction.run, used: state.handlers[id]?.used ?? [] }]
      : [],
  );
  const found = [...running, ...coming].flatMap(({ id, at, used }) => {
    const events = spansStages(plan, id) ? state.eventsOfJourney : state.events;
    const unused = events.filter((event) => !used.includes(event.id));
    return [...arena.stepsFrom(at)].flatMap((step) => {
      const wait = plan.code[step];
      if (wait?.do !== "wait for event") return [];
      return unused.some((event) => matchesAny(wait.events, event, view)) ? [`${rootOf(id)}:${step}`] : [];
    });
  });
  return [...new Set(found)].join();
}

/** What comes before what; distances are left out, and so is what a rung of a ladder does that only tells. */
function deadlinesIn(arena: Arena, state: State): string {
  return [
    ...allDeadlines(arena.audible, state).flatMap((one) => named(arena, state, one)),
    ...absencesAhead(arena, state),
  ]
    .sort((one, other) => one.at - other.at)
    .map(({ name }) => name)
    .join(">");
}

interface Named {
  readonly at: number;
  readonly name: string;
}

function named({ silent }: Arena, { work }: State, deadline: Deadline): readonly Named[] {
  const { at } = deadline;
  switch (deadline.is) {
    case "track":
      return silent.has(deadline.track) ? [] : [{ at, name: deadline.track }];
    case "breach":
      return [];
    case "rung": {
      const found = work.find(({ record }) => record.id === deadline.work);
      if (found === undefined || silent.has(found.track)) return [];
      return [{ at, name: `rung ${found.record.name} ${found.record.role}` }];
    }
    default:
      return [{ at, name: deadline.is }];
  }
}

/** Absences that a later step of the stage asks about: when each would have lasted long enough. */
function absencesAhead({ plan, stepsFrom }: Arena, state: State): readonly Named[] {
  const view = viewOf(plan, state, state.lookedAt);
  const steps = new Set(state.tracks.flatMap(({ at }) => [...stepsFrom(at)]));
  return [...steps].flatMap((step) => {
    const instruction = plan.code[step];
    const conditions = instruction === undefined ? [] : conditionsAt(instruction);
    return conditions
      .filter((condition) => absencesIn(condition).length > 0)
      .flatMap((condition) => turningPoints(condition, view).map((at) => ({ at, name: `absent ${step}` })));
  });
}

/**
 * Handlers of a stage: what fires, and how often. A state handler fires on arrival or later; to fire again its
 * condition must have been otherwise, or its rate names a window of time and that has passed. The trigger of a
 * handler that is still running is ignored (rule 2).
 */
import { addDuration } from "../../compiler/calendar-time.ts";
import type { Handler, Instant, Rate, StateHandler } from "../../compiler/plan.ts";
import { holds, matchesAny } from "./conditions.ts";
import type { Event, PersonId } from "./protocol.ts";
import type { HandlerState } from "./state.ts";
import { advance, type Departure, startTrack } from "./tracks.ts";
import { calendarOf, patch, stageOf, type Turn, trackOf, view } from "./turn.ts";

const ONCE_A_VISIT: Rate = { times: 1, per: "visit" };

/** Looks at a condition and fires its handler if it is time. */
export function lookAt(turn: Turn, handler: StateHandler): Departure | null {
  const now = holds(handler.when, view(turn));
  const state = stateOf(turn, handler);
  if (!now) {
    if (!state.armed) setState(turn, handler, { ...state, armed: true });
    return null;
  }
  const rate = handler.rate ?? ONCE_A_VISIT;
  const mayRepeat = state.count > 0 && handler.when.is !== "turns" && typeof rate.per === "object";
  if (!(state.armed || mayRepeat) || isSpent(turn, handler, rate) || isRunning(turn, handler)) return null;
  return fire(turn, handler, null, null);
}

/** Fires an event handler whose pattern the event fits. */
export function hear(turn: Turn, handler: Extract<Handler, { on: "event" }>, event: Event): Departure | null {
  if (isRunning(turn, handler) || !matchesAny(handler.events, event, view(turn))) return null;
  if (handler.rate !== null && isSpent(turn, handler, handler.rate)) return null;
  return fire(turn, handler, event.id, null);
}

function fire(turn: Turn, handler: Handler, event: string | null, actor: PersonId | null): Departure | null {
  const state = stateOf(turn, handler);
  setState(turn, handler, { count: state.count + 1, armed: false });
  if (handler.rate !== null && handler.rate.per !== "visit") noteFiring(turn, handler, handler.rate);
  if ("leave" in handler.reaction)
    return { leave: handler.reaction.leave, track: null, task: null, event, bound: false };
  startTrack(turn, handler.id, handler.reaction.run, { event, actor });
  return advance(turn, handler.id);
}

const isRunning = (turn: Turn, handler: Handler): boolean => trackOf(turn.state, handler.id) !== undefined;

function isSpent(turn: Turn, handler: Handler, rate: Rate): boolean {
  if (rate.per === "visit") return stateOf(turn, handler).count >= rate.times;
  return firingsThatCount(turn, handler, rate).length >= rate.times;
}

/** When a handler whose rate is spent may fire again; `null` when it is not time alone that it waits for. */
export function freeAgainAt(turn: Turn, handler: StateHandler): Instant | null {
  const rate = handler.rate;
  if (rate === null || typeof rate.per !== "object" || isRunning(turn, handler)) return null;
  const [first] = firingsThatCount(turn, handler, rate).slice(-rate.times);
  if (first === undefined || !isSpent(turn, handler, rate) || !holds(handler.when, view(turn))) return null;
  return endOfWindow(turn, rate, first);
}

function firingsThatCount(turn: Turn, handler: Handler, rate: Rate): readonly Instant[] {
  const fired = turn.state.fired[handler.id] ?? [];
  return rate.per === "ever" ? fired : fired.filter((at) => endOfWindow(turn, rate, at) > turn.now);
}

const endOfWindow = (turn: Turn, rate: Rate, at: Instant): Instant =>
  typeof rate.per === "object" ? addDuration(calendarOf(turn.plan, stageOf(turn).owner), at, rate.per) : at;

function noteFiring(turn: Turn, handler: Handler, rate: Rate): void {
  const kept = [...firingsThatCount(turn, handler, rate), turn.now];
  patch(turn, { fired: { ...turn.state.fired, [handler.id]: kept } });
}

/** `turns` must first have been otherwise in this stage. */
const stateOf = (turn: Turn, handler: Handler): HandlerState =>
  turn.state.handlers[handler.id] ?? {
    count: 0,
    armed: handler.on === "event" || handler.when.is !== "turns",
  };

function setState(turn: Turn, handler: Handler, state: HandlerState): void {
  patch(turn, { handlers: { ...turn.state.handlers, [handler.id]: state } });
}

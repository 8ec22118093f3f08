/**
 * Handlers of a stage: what fires, and how often. A state handler fires on arrival or later; to fire again its
 * condition must have been otherwise, or its rate names a window of time and that has passed. The trigger of a
 * handler that is still running is ignored (rule 2). A handler of `in every stage` is the same one in each of them: a
 * move begins a new visit for its rate, and is no change of its condition (docs/decisions, "in every stage").
 */
import { addDuration } from "../../compiler/calendar-time.ts";
import type {
  EventHandler,
  Instant,
  Rate,
  Reaction,
  RequestHandler,
  StateHandler,
  TimeHandler,
} from "../../compiler/plan.ts";
import { holds, matchesAny, turnKey, turnsIn } from "./conditions.ts";
import type { Event } from "./protocol.ts";
import type { Doer, HandlerState, Track } from "./state.ts";
import { advance, type Departure, startTrack } from "./tracks.ts";
import { calendarOf, patch, stageOf, type Turn, trackOf, view, write } from "./turn.ts";

/** Those that a change sets off, and no person. */
type Triggered = EventHandler | StateHandler | TimeHandler;

const ONCE_A_VISIT: Rate = { times: 1, per: "visit" };
const EACH_TIME: Rate = { times: Number.POSITIVE_INFINITY, per: "visit" };

/** Without a limit of its own a condition fires once a visit; one that spans the stages each time it comes to hold. */
const rateOf = (handler: Triggered): Rate =>
  handler.rate ?? (handler.scope === "journey" ? EACH_TIME : ONCE_A_VISIT);

/** Looks at a condition and fires its handler if it is time. */
export function lookAt(turn: Turn, handler: StateHandler): Departure | null {
  noteChanges(turn, handler);
  const now = holdsNow(turn, handler);
  const state = stateOf(turn, handler);
  if (!now) {
    if (!state.armed) setState(turn, handler, { ...state, armed: true });
    return null;
  }
  const rate = rateOf(handler);
  if (!(state.armed || mayRepeat(turn, handler, rate)) || isSpent(turn, handler, rate)) return null;
  if (!isRunning(turn, handler)) return fire(turn, handler, null);
  // Ignored, and so not done later either: neither once the run has ended nor within the window that begins here.
  if (state.armed) setState(turn, handler, { ...state, armed: false });
  else noteFiring(turn, handler, rate);
  return null;
}

/** `turns` alone is told by the handler's own state; beside other tests each change is remembered by itself. */
const isChange = ({ when }: StateHandler): boolean => when.is === "turns";

const holdsNow = (turn: Turn, handler: StateHandler): boolean => {
  const { otherwise = [] } = stateOf(turn, handler);
  return holds(handler.when, isChange(handler) ? view(turn) : { ...view(turn), otherwise });
};

function noteChanges(turn: Turn, handler: StateHandler): void {
  if (isChange(handler)) return;
  const state = stateOf(turn, handler);
  const known = state.otherwise ?? [];
  const news = turnsIn(handler.when)
    .filter(({ of }) => !holds(of, view(turn)))
    .map(turnKey)
    .filter((key) => !known.includes(key));
  if (news.length > 0) setState(turn, handler, { ...state, otherwise: [...known, ...news] });
}

/** What holds on without having been otherwise fires again once a whole window has passed since it last did. */
const mayRepeat = (turn: Turn, handler: StateHandler, rate: Rate): boolean =>
  stateOf(turn, handler).count > 0 &&
  turnsIn(handler.when).length === 0 &&
  typeof rate.per === "object" &&
  firingsThatCount(turn, handler, rate).length === 0;

/** Fires an event handler whose pattern the event fits. */
export function hear(turn: Turn, handler: EventHandler, event: Event): Departure | null {
  if (!matchesAny(handler.events, event, view(turn))) return null;
  const isOften = handler.rate !== null && isSpent(turn, handler, handler.rate);
  if (!isOften && !isRunning(turn, handler)) return fire(turn, handler, event);
  const why = isOften ? "it has fired as often as it may" : "it is still running";
  write(turn, { what: "ignored", name: event.kind, step: handler.id, why });
  return null;
}

/** Somebody acts unprompted; the caller has seen that they may. */
export const request = (turn: Turn, handler: RequestHandler, actor: Doer): Departure | null =>
  react(turn, handler, { event: null, actor }, null);

export function fire(turn: Turn, handler: Triggered, event: Event | null): Departure | null {
  turn.reached.push({ at: handler.id, way: "fired" });
  noteFiring(turn, handler, rateOf(handler));
  const unprompted = handler.on === "time" ? "its time has come" : "its condition holds";
  const why = event === null ? unprompted : `on ${event.kind}`;
  return react(turn, handler, { event: event?.id ?? null, actor: null }, why);
}

function react(
  turn: Turn,
  { id, reaction }: { readonly id: string; readonly reaction: Reaction },
  led: Pick<Track, "event" | "actor">,
  why: string | null,
): Departure | null {
  if ("leave" in reaction) {
    const cause = { step: id, by: led.actor?.person ?? null, why };
    return { leave: reaction.leave, track: null, event: led.event, bound: false, cause };
  }
  startTrack(turn, id, reaction.run, led);
  return advance(turn, id);
}

export const isRunning = (turn: Turn, handler: Triggered): boolean =>
  trackOf(turn.state, handler.id) !== undefined;

export function isSpent(turn: Turn, handler: Triggered, rate: Rate): boolean {
  if (rate.per === "visit") return stateOf(turn, handler).count >= rate.times;
  return firingsThatCount(turn, handler, rate).length >= rate.times;
}

/** When a handler whose condition holds may fire again; `null` when it is not time alone that it waits for. */
export function freeAgainAt(turn: Turn, handler: StateHandler): Instant | null {
  const rate = handler.rate;
  if (rate === null || typeof rate.per !== "object" || !holdsNow(turn, handler)) return null;
  const { armed } = stateOf(turn, handler);
  if (!armed && turnsIn(handler.when).length > 0) return null;
  const counting = firingsThatCount(turn, handler, rate);
  const frees = armed ? counting.at(-rate.times) : counting.at(-1);
  return frees === undefined ? null : endOfWindow(turn, rate, frees);
}

/**
 * The instant from which the rate alone lets a handler fire that would at `at`; `null`: in this visit never. `also`: as
 * if it had fired then, too.
 */
export function rateAllows(
  turn: Turn,
  handler: Triggered,
  rate: Rate,
  at: Instant,
  also: readonly Instant[] = [],
): Instant | null {
  if (typeof rate.per !== "object") return isSpent(turn, handler, rate) ? null : at;
  const fired = [...(turn.state.fired[handler.id] ?? []), ...also];
  const ends = fired.map((one) => endOfWindow(turn, rate, one));
  return Math.max(at, ends.filter((end) => end > at).at(-rate.times) ?? at);
}

function firingsThatCount(turn: Turn, handler: Triggered, rate: Rate): readonly Instant[] {
  const fired = turn.state.fired[handler.id] ?? [];
  return rate.per === "ever" ? fired : fired.filter((at) => endOfWindow(turn, rate, at) > turn.asOf);
}

const endOfWindow = (turn: Turn, rate: Rate, at: Instant): Instant =>
  typeof rate.per === "object" ? addDuration(calendarOf(turn.plan, stageOf(turn).owner), at, rate.per) : at;

function noteFiring(turn: Turn, handler: Triggered, rate: Rate): void {
  const state = stateOf(turn, handler);
  setState(turn, handler, { ...state, count: state.count + 1, armed: false });
  if (rate.per === "visit") return;
  const kept = [...firingsThatCount(turn, handler, rate), turn.now];
  patch(turn, { fired: { ...turn.state.fired, [handler.id]: kept } });
}

/** `turns` must first have been otherwise in this stage. */
const stateOf = (turn: Turn, handler: Triggered): HandlerState =>
  turn.state.handlers[handler.id] ?? {
    count: 0,
    used: [],
    armed: handler.on !== "state" || handler.when.is !== "turns",
  };

function setState(turn: Turn, handler: Triggered, state: HandlerState): void {
  patch(turn, { handlers: { ...turn.state.handlers, [handler.id]: state } });
}

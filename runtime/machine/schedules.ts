/**
 * `at` handlers: docs/language.md, "Schedules". Each item of a list runs once for each instance, the earliest first,
 * and never before the run of the one before it has ended; a day that comes again and again is ignored while the run of
 * the one before goes on (rule 2). What is still to come is worked out anew each time, and so moves with its date.
 */
import type { Instant, TimeHandler } from "../../compiler/plan.ts";
import { fire, isRunning, isSpent, rateAllows } from "./handlers.ts";
import { comesAt, nextOf } from "./moments.ts";
import type { ScheduleState } from "./state.ts";
import type { Departure } from "./tracks.ts";
import { momentViewOf, patch, type Turn, write } from "./turn.ts";

/** What comes next of a schedule. */
interface Next {
  readonly at: Instant;
  /** Its place in the list; `null` where days come again and again. */
  readonly item: number | null;
}

/** Fires the handler if the next of its moments has come. */
export function ring(turn: Turn, handler: TimeHandler): Departure | null {
  const next = nextIn(turn, handler);
  if (next === null || next.at > turn.asOf || !isOpen(turn, handler)) return null;
  if (isRunning(turn, handler))
    return next.item === null ? leaveOut(turn, handler, next, "it is still running") : null;
  if (handler.rate !== null && isSpent(turn, handler, handler.rate))
    return handler.movesOn ? null : leaveOut(turn, handler, next, "it has fired as often as it may");
  note(turn, handler, next);
  return fire(turn, handler, null);
}

/** When the handler is to be looked at next; `null`: it is not time that it waits for. */
export function ringsAt(turn: Turn, handler: TimeHandler): Instant | null {
  const next = nextIn(turn, handler);
  if (next === null || !isOpen(turn, handler)) return null;
  if (isRunning(turn, handler)) return next.item === null ? next.at : null;
  return handler.rate === null || !handler.movesOn
    ? next.at
    : rateAllows(turn, handler, handler.rate, next.at);
}

/** The earliest that has not had its run; of several at one instant the first of the list. */
function nextIn(turn: Turn, { id, schedule, scope }: TimeHandler): Next | null {
  const { done, last } = stateOf(turn, id);
  const view = momentViewOf(turn.plan, turn.state);
  if ("again" in schedule) {
    const { stageAt, enteredAt } = turn.state;
    const from = scope === "journey" ? enteredAt : stageAt;
    const since = Math.max(last ?? Number.NEGATIVE_INFINITY, from - 1);
    return { at: nextOf(schedule.again, since, view), item: null };
  }
  let next: Next | null = null;
  for (const [item, moment] of schedule.items.entries()) {
    const at = done.includes(item) ? null : comesAt(moment, view);
    if (at !== null && (next === null || at < next.at)) next = { at, item };
  }
  return next;
}

/** `after GATE`: it has happened since the journey's entry. */
const isOpen = (turn: Turn, { after }: TimeHandler): boolean =>
  after.every(({ events }) => events.some((kind) => turn.state.lastInJourney[kind] !== undefined));

function leaveOut(turn: Turn, handler: TimeHandler, next: Next, why: string): null {
  note(turn, handler, next);
  write(turn, { what: "ignored", name: handler.id, step: handler.id, why });
  return null;
}

function note(turn: Turn, { id }: TimeHandler, { at, item }: Next): void {
  const { done, last } = stateOf(turn, id);
  const state: ScheduleState = item === null ? { done, last: at } : { done: [...done, item], last };
  patch(turn, { schedules: { ...turn.state.schedules, [id]: state } });
}

const stateOf = (turn: Turn, id: string): ScheduleState =>
  turn.state.schedules?.[id] ?? { done: [], last: null };

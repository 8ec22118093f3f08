/**
 * `at` handlers: docs/language.md, "Schedules". Each item of a list runs once for each instance, the earliest first,
 * and never before the run of the one before it has ended; a day that comes again and again is ignored while the run of
 * the one before goes on (rule 2). What is still to come is worked out anew each time, and so moves with its date.
 */
import type { Instant, Moment, Rate, TimeHandler } from "../../compiler/plan.ts";
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
    return handler.movesOn === null ? leaveOut(turn, handler, next, "it has fired as often as it may") : null;
  note(turn, handler, next);
  return fire(turn, handler, null);
}

/** When the handler is to be looked at next; `null`: it is not time that it waits for. */
export function ringsAt(turn: Turn, handler: TimeHandler): Instant | null {
  const next = nextIn(turn, handler);
  if (next === null || !isOpen(turn, handler)) return null;
  if (isRunning(turn, handler)) return next.item === null ? next.at : null;
  return handler.rate === null || handler.movesOn === null
    ? next.at
    : rateAllows(turn, handler, handler.rate, next.at);
}

function nextIn(turn: Turn, handler: TimeHandler): Next | null {
  const { id, schedule, scope, rate, movesOn } = handler;
  if ("again" in schedule) {
    const { stageAt, enteredAt } = turn.state;
    const from = scope === "journey" ? enteredAt : stageAt;
    const since = Math.max(stateOf(turn, id).last ?? Number.NEGATIVE_INFINITY, from - 1);
    const at = nextOf(schedule.again, since, momentViewOf(turn.plan, turn.state));
    return at === null ? null : { at, item: null };
  }
  const coming = comingIn(turn, id, schedule.items);
  return rate !== null && movesOn === "earlier"
    ? lastToHold(turn, handler, rate, coming)
    : (coming[0] ?? null);
}

/** Those that have not had their run and are known, the earliest first; of several at one instant the first of the list. */
function comingIn(turn: Turn, id: string, items: readonly Moment[]): readonly Next[] {
  const { done } = stateOf(turn, id);
  const view = momentViewOf(turn.plan, turn.state);
  const coming = items.flatMap((moment, item): readonly Next[] => {
    const at = done.includes(item) ? null : comesAt(moment, view);
    return at === null ? [] : [{ at, item }];
  });
  return coming.toSorted((one, other) => one.at - other.at);
}

/**
 * `the earlier moves on`: the latest that has come by then, at the first instant at which its run keeps none that is
 * still to come from its own moment.
 */
function lastToHold(turn: Turn, handler: TimeHandler, rate: Rate, coming: readonly Next[]): Next | null {
  const [first] = coming;
  if (first === undefined) return null;
  let at = rateAllows(turn, handler, rate, Math.max(turn.asOf, first.at));
  while (at !== null) {
    const then = at;
    const kept = coming.find(
      (one) => one.at > then && isKeptBack(turn, handler, rate, { at: one.at, by: then }),
    );
    if (kept === undefined) {
      const come = coming.findLast((one) => one.at <= then);
      return come === undefined ? null : { ...come, at: then };
    }
    at = rateAllows(turn, handler, rate, kept.at);
  }
  return null;
}

/** Whether what fires `at` would have to wait longer if the handler had fired before, at `by`. */
function isKeptBack(
  turn: Turn,
  handler: TimeHandler,
  rate: Rate,
  { at, by }: { readonly at: Instant; readonly by: Instant },
): boolean {
  const alone = rateAllows(turn, handler, rate, at);
  const behind = rateAllows(turn, handler, rate, at, [by]);
  return alone !== null && (behind === null || behind > alone);
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

/**
 * Schedules in a later version of the plan (docs/language.md, "Schedules"): an item that has had its run has had it,
 * also where its offset is another one now; what is new and has passed is let pass.
 */
import type { Moment, TimeHandler } from "../../compiler/plan.ts";
import { comesAt, nextOf } from "./moments.ts";
import type { ScheduleState, Was } from "./state.ts";
import { momentViewOf, patch, stageOf, type Turn, write } from "./turn.ts";

type Schedule = TimeHandler["schedule"];

/** Before ids change hands: those that were done, by their place in the list as it is now. */
export function carrySchedules(turn: Turn, was: Was): void {
  const { schedules } = turn.state;
  if (schedules === undefined) return;
  const now = new Map(handlersOf(turn).map((handler) => [handler.id, handler.schedule]));
  patch(turn, {
    schedules: Object.fromEntries(
      Object.entries(schedules).map(([id, state]) => [id, carried(state, was.schedules[id], now.get(id))]),
    ),
  });
}

function carried(
  state: ScheduleState,
  before: Schedule | undefined,
  now: Schedule | undefined,
): ScheduleState {
  if (before === undefined || now === undefined || !("items" in before) || !("items" in now)) return state;
  const places = placesNow(before.items, now.items);
  return { ...state, done: state.done.flatMap((item) => places.get(item) ?? []) };
}

/** An item is the same one where its moment is; of a list as long as before, also where it stands in the same place. */
function placesNow(before: readonly Moment[], now: readonly Moment[]): ReadonlyMap<number, number> {
  const texts = now.map((moment) => JSON.stringify(moment));
  const isAsLong = before.length === now.length;
  return new Map(
    before.flatMap((moment, item): [number, number][] => {
      const place = texts.indexOf(JSON.stringify(moment));
      if (place !== -1) return [[item, place]];
      return isAsLong ? [[item, item]] : [];
    }),
  );
}

/** What would have come before the version was taken over does not come after it. `spanning`: of those alone. */
export function letPast(turn: Turn, was: Was, which: "all" | "spanning" = "all"): void {
  const { handlers } = stageOf(turn);
  for (const handler of handlers) {
    if (handler.on !== "time" || (which === "spanning" && handler.scope !== "journey")) continue;
    const before = was.schedules[handler.id];
    if (!was.handlers.includes(handler.id) || before !== undefined) letPassNew(turn, handler, before);
  }
}

function letPassNew(turn: Turn, { id, schedule, scope }: TimeHandler, before: Schedule | undefined): void {
  const { stageAt, enteredAt } = turn.state;
  const view = momentViewOf(turn.plan, turn.state);
  const state = turn.state.schedules?.[id] ?? { done: [], last: null };
  if ("again" in schedule) {
    if (before !== undefined && "again" in before) return;
    const first = nextOf(schedule.again, (scope === "journey" ? enteredAt : stageAt) - 1, view);
    if (first !== null && first <= turn.now) set(turn, id, { ...state, last: turn.now });
    return;
  }
  const known =
    before !== undefined && "items" in before ? [...placesNow(before.items, schedule.items).values()] : [];
  const passed = schedule.items.flatMap((moment, item) => {
    const at = known.includes(item) || state.done.includes(item) ? null : comesAt(moment, view);
    return at !== null && at <= turn.now ? [item] : [];
  });
  if (passed.length === 0) return;
  set(turn, id, { ...state, done: [...state.done, ...passed] });
  const why = "its day had passed before the version changed";
  write(turn, { what: "ignored", name: id, step: id, why });
}

const set = (turn: Turn, id: string, state: ScheduleState): void =>
  patch(turn, { schedules: { ...turn.state.schedules, [id]: state } });

const handlersOf = ({ plan }: Turn): readonly TimeHandler[] =>
  Object.values(plan.stages).flatMap(({ handlers }) => handlers.filter((handler) => handler.on === "time"));

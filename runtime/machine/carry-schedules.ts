/**
 * Schedules in a later version of the plan (docs/language.md, "Schedules"): an item that has had its run has had it,
 * also where its offset is another one now; what is new and has passed is let pass.
 */
import type { Moment, TimeHandler } from "../../compiler/plan.ts";
import { comesAt } from "./moments.ts";
import type { ScheduleState, Was } from "./state.ts";
import { momentViewOf, patch, stageOf, type Turn, write } from "./turn.ts";

type Schedule = TimeHandler["schedule"];

/** Those that were done, by their place in the list as it is now. */
export function carrySchedules(turn: Turn, was: Was): void {
  const { schedules } = turn.state;
  if (schedules === undefined) return;
  const now = new Map(handlersOf(turn).map(({ id, schedule }) => [id, schedule]));
  patch(turn, {
    schedules: Object.fromEntries(
      Object.entries(schedules).map(([id, state]): [string, ScheduleState] => {
        const places = placesNow(itemsOf(was.schedules[id]), itemsOf(now.get(id)));
        return [id, { ...state, done: state.done.flatMap((item) => places.get(item) ?? []) }];
      }),
    ),
  });
}

/** Of days that come again and again there are none. */
const itemsOf = (schedule: Schedule | undefined): readonly Moment[] =>
  schedule !== undefined && "items" in schedule ? schedule.items : [];

/**
 * An item is the same one where its moment is; of a list as long as before, also where it stands in the same place and
 * what stands there now is none of the others.
 */
function placesNow(before: readonly Moment[], now: readonly Moment[]): ReadonlyMap<number, number> {
  const texts = now.map((moment) => JSON.stringify(moment));
  const known = before.map((moment) => JSON.stringify(moment));
  const isNew = (place: number): boolean =>
    before.length === now.length && !known.includes(texts[place] ?? "");
  return new Map(
    known.flatMap((text, item): [number, number][] => {
      const place = texts.indexOf(text);
      if (place !== -1) return [[item, place]];
      return isNew(item) ? [[item, item]] : [];
    }),
  );
}

/**
 * What would have come before the version was taken over does not come after it. In a stage that it has just entered
 * that is said of what spans the stages: all else begins there.
 */
export function letPast(turn: Turn, was: Was, isEntered: boolean): void {
  for (const handler of stageOf(turn).handlers)
    if (handler.on === "time" && (!isEntered || handler.scope === "journey"))
      letPassNew(turn, handler, was.schedules[handler.id]);
}

/** `before`: what the earlier version said; `undefined`: it had no such schedule. */
function letPassNew(turn: Turn, { id, schedule }: TimeHandler, before: Schedule | undefined): void {
  const state = turn.state.schedules?.[id] ?? { done: [], last: null };
  if ("again" in schedule) {
    if (before === undefined) set(turn, id, { ...state, last: turn.now });
    return;
  }
  const view = momentViewOf(turn.plan, turn.state);
  const known = [...placesNow(itemsOf(before), schedule.items).values()];
  const passed = schedule.items.flatMap((moment, item) => {
    const at = known.includes(item) ? null : comesAt(moment, view);
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

/** How long a stage lasts: a length of time from its entry, or until a moment that may move (rules 4 and 5). */
import { addDuration } from "../../compiler/calendar-time.ts";
import type { Duration, Instant } from "../../compiler/plan.ts";
import { isOverAt } from "./moments.ts";
import { calendarOf, momentViewOf, nextId, patch, stageOf, type Turn, write } from "./turn.ts";

/** Where nobody can say when it is over, it is when the journey should have reached its goal; its data is asked for. */
export function boundOnEntry(turn: Turn): Instant {
  const { plan, state } = turn;
  const { bound, owner, title } = stageOf(turn);
  if ("lasting" in bound) return addDuration(calendarOf(plan, owner), turn.now, bound.lasting);
  const over = boundMoment(turn);
  if (over !== null) return over;
  const why = "the moment at which it is over is not known";
  write(turn, { what: "blank", name: state.stage ?? "", to: plan.dataOwner, why });
  turn.commands.push({
    do: "tell",
    key: nextId(turn, "l"),
    to: { role: plan.dataOwner },
    text: `${title}: ${why}`,
    event: null,
    why: "step",
  });
  return addDuration(calendarOf(plan, plan.owner), state.enteredAt, plan.goal.within);
}

/** The moment until which the stage lasts; `null`: it lasts a length of time, or the moment is not known. */
export function boundMoment(turn: Turn): Instant | null {
  const { bound } = stageOf(turn);
  return "lasting" in bound ? null : isOverAt(bound.until, momentViewOf(turn.plan, turn.state));
}

/** A moment moves with what it is counted from; once it has sent the subject on only another one does so again. */
export function redateBound(turn: Turn): void {
  const over = boundMoment(turn);
  const { boundAt, boundMet } = turn.state;
  if (over !== null && over !== boundAt && over !== boundMet) patch(turn, { boundAt: over });
}

/** A bound that led to an offer which came back runs once more; a moment has passed, so the next open day is taken. */
export function runBoundAgain(turn: Turn): void {
  const { bound, owner } = stageOf(turn);
  const length: Duration = "lasting" in bound ? bound.lasting : { businessDays: 1 };
  patch(turn, { boundAt: addDuration(calendarOf(turn.plan, owner), turn.now, length) });
}

/** How long a stage lasts: a length of time from its entry, until a moment that may move, or resting (rules 4 and 5). */
import { addDuration } from "../../compiler/calendar-time.ts";
import type { Duration, Instant, Moment, Plan, Stage, StageBound } from "../../compiler/plan.ts";
import { addRunning } from "./clock.ts";
import { isOverAt, type MomentView } from "./moments.ts";
import type { State } from "./state.ts";
import { calendarOf, momentViewOf, nextId, patch, stageOf, type Turn, write } from "./turn.ts";
import { zonesMeanwhile } from "./zones.ts";

/** Where nobody can say when it is over, it is when the journey should have reached its goal; its data is asked for. */
export function boundOnEntry(turn: Turn): Instant {
  const { plan, state } = turn;
  const { bound, owner, title } = stageOf(turn);
  if (!("until" in bound)) return addDuration(calendarOf(plan, owner), turn.now, lengthOf(bound));
  const over = isOverAt(bound.until, viewOnEntry(turn));
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

/** A stage has a bound from its first instant: one in a zone that is being asked for is set right by the answer. */
function viewOnEntry({ plan, state }: Turn): MomentView {
  const zones = zonesMeanwhile(plan);
  return { ...(zones && { zones }), ...momentViewOf(plan, state) };
}

/** The moment until which the stage lasts; `null`: it lasts a length of time, or the moment is not known. */
export function boundMoment(turn: Turn): Instant | null {
  const { bound } = stageOf(turn);
  return "until" in bound ? isOverAt(bound.until, momentViewOf(turn.plan, turn.state)) : null;
}

/** When a bound by a length of time runs out, as counted from the stage's entry; `null`: it is none. */
export function boundOfEntry(
  plan: Plan,
  { pauses, stageAt }: State,
  { bound, owner }: Stage,
): Instant | null {
  return "lasting" in bound ? addRunning(calendarOf(plan, owner), stageAt, bound.lasting, pauses) : null;
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
  const length: Duration = "until" in bound ? { businessDays: 1 } : lengthOf(bound);
  patch(turn, { boundAt: addDuration(calendarOf(turn.plan, owner), turn.now, length) });
}

const lengthOf = (bound: Exclude<StageBound, { readonly until: Moment }>): Duration =>
  "lasting" in bound ? bound.lasting : bound.reviewedEvery;

/** `rests, reviewed every D`: whoever holds it is told, and the next review is as far away again. */
export function review(turn: Turn, every: Duration): void {
  const { stage, holder } = turn.state;
  const { owner, title } = stageOf(turn);
  const to = holder.person === null ? { role: holder.role } : { person: holder.person };
  write(turn, {
    what: "told",
    name: stage ?? "",
    to: holder.person ?? holder.role,
    why: "it is to be reviewed",
  });
  turn.commands.push({
    do: "tell",
    key: nextId(turn, "l"),
    to,
    text: `To be reviewed: ${title}`,
    event: null,
    why: "step",
  });
  patch(turn, { boundAt: addDuration(calendarOf(turn.plan, owner), turn.now, every) });
}

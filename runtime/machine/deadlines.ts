/** What the machine waits for by the clock: one list, of which only the earliest is ever armed as a timer. */
import type { Instant, Plan } from "../../compiler/plan.ts";
import { turningPoints } from "./conditions.ts";
import { freeAgainAt } from "./handlers.ts";
import { movesAt } from "./offer.ts";
import { ringsAt } from "./schedules.ts";
import { isBetween } from "./set-off.ts";
import type { State, Track, Work } from "./state.ts";
import { waitsUntil } from "./tracks.ts";
import { handoverOf, instructionAt, isPaused, messagesOf, stageOf, type Turn, view } from "./turn.ts";

/** In the order in which what is due at one instant is done. */
export type Deadline =
  | { readonly at: Instant; readonly is: "look" }
  | { readonly at: Instant; readonly is: "track"; readonly track: string }
  | { readonly at: Instant; readonly is: "breach"; readonly work: string }
  | { readonly at: Instant; readonly is: "rung"; readonly work: string }
  | { readonly at: Instant; readonly is: "bound" };

/** The next instant at which a `tick` is due; `null` once the journey has ended. */
export function nextDeadline(plan: Plan, state: State): Instant | null {
  const { lookedAt } = state;
  const turn = { plan, state, now: lookedAt, asOf: lookedAt, commands: [], journal: [], reached: [] };
  const first = firstDeadline(turn);
  return first === null ? null : first.at;
}

/** The earliest deadline; of several at one instant the first of the order above, then of the source. */
export function firstDeadline(turn: Turn): Deadline | null {
  let first: Deadline | null = null;
  for (const deadline of deadlines(turn)) if (first === null || deadline.at < first.at) first = deadline;
  return first;
}

/** All that the clock will bring if nothing else comes, as of when the state was last looked at; in no order. */
export const allDeadlines = (plan: Plan, state: State): readonly Deadline[] => {
  const { lookedAt } = state;
  return [
    ...deadlines({ plan, state, now: lookedAt, asOf: lookedAt, commands: [], journal: [], reached: [] }),
  ];
};

function* deadlines(turn: Turn): Iterable<Deadline> {
  if (turn.state.stage === null || turn.state.paused !== null) return;
  // Between two versions nothing is waited for: as long as neither has been entered, it is time to.
  if (isBetween(turn.state)) return yield { at: turn.state.lookedAt, is: "look" };
  for (const at of looks(turn)) if (at > turn.state.lookedAt) yield { at, is: "look" };
  for (const track of turn.state.tracks) {
    const at = isPaused(turn, track) ? null : endOf(track);
    if (at !== null) yield { at, is: "track", track: track.id };
  }
  for (const work of turn.state.work) yield* clockOf(work);
  if (turn.state.boundAt !== null) yield { at: turn.state.boundAt, is: "bound" };
}

/** Instants at which a condition may turn by time alone, or a moment comes. */
function* looks(turn: Turn): Iterable<Instant> {
  const now = view(turn);
  const moves = movesAt(turn);
  if (moves !== null) yield moves;
  for (const { when } of Object.values(turn.plan.exits)) if (when !== null) yield* turningPoints(when, now);
  for (const handler of stageOf(turn).handlers) {
    if (handler.on === "time") {
      const at = ringsAt(turn, handler);
      if (at !== null) yield at;
    }
    if (handler.on !== "state") continue;
    yield* turningPoints(handler.when, now);
    const free = freeAgainAt(turn, handler);
    if (free !== null) yield free;
  }
  const { offer } = turn.state;
  const needs = offer?.phase === "needs" ? handoverOf(turn.plan, offer.handover).offerNeeds : null;
  if (needs !== null) yield* turningPoints(needs.when, now);
  for (const track of turn.state.tracks) {
    const { at, waits } = track;
    const until = isPaused(turn, track) ? null : waitsUntil(turn.plan, turn.state, track);
    if (until !== null) yield until;
    const instruction = waits?.on === "state" && at !== null ? instructionAt(turn.plan, at) : null;
    if (instruction?.do === "wait for state") yield* turningPoints(instruction.when, now);
  }
}

function endOf(track: Track): Instant | null {
  switch (track.waits?.on) {
    case "time":
    case "event":
    case "state":
    case "tracks":
    case "journey":
      return track.waits.until;
    case "winner":
      return track.waits.ref === null ? track.waits.lookAt : null;
    case "message":
    case "messages":
      return firstOf(messagesOf(track).flatMap(({ until }) => until ?? []));
    default:
      return null;
  }
}

const firstOf = (instants: readonly Instant[]): Instant | null =>
  instants.length === 0 ? null : Math.min(...instants);

/** While somebody is being picked the clock of the one before has stopped. */
function* clockOf(work: Work): Iterable<Deadline> {
  if (work.picking !== null) return;
  const { id, due } = work.record;
  if (!work.breached && due !== null) yield { at: due, is: "breach", work: id };
  if (work.rungAt !== null) yield { at: work.rungAt, is: "rung", work: id };
}

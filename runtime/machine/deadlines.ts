/** What the machine waits for by the clock: one list, of which only the earliest is ever armed as a timer. */
import type { Instant, Plan } from "../../compiler/plan.ts";
import { turningPoints } from "./conditions.ts";
import { freeAgainAt } from "./handlers.ts";
import { movesAt } from "./offer.ts";
import { ringsAt } from "./schedules.ts";
import { isBetween } from "./set-off.ts";
import type { State, Track, Work } from "./state.ts";
import { waitsUntil } from "./tracks.ts";
import { handoverOf, isPaused, messagesOf, stageOf, standsAt, type Turn, view } from "./turn.ts";

/** In the order in which what is due at one instant is done. */
export type Deadline =
  | { readonly at: Instant; readonly is: "look" }
  | { readonly at: Instant; readonly is: "track"; readonly track: string }
  | { readonly at: Instant; readonly is: "breach"; readonly work: string }
  | { readonly at: Instant; readonly is: "rung"; readonly work: string }
  | { readonly at: Instant; readonly is: "bound" };

/** The next instant at which a `tick` is due; `null` once the journey has ended. */
export function nextDeadline(plan: Plan, state: State): Instant | null {
  const first = firstDeadline(asLookedAt(plan, state));
  return first === null ? null : first.at;
}

/** The earliest deadline; of several at one instant the first of the order above, then of the source. */
export function firstDeadline(turn: Turn): Deadline | null {
  let first: Deadline | null = null;
  for (const deadline of deadlines(turn)) if (first === null || deadline.at < first.at) first = deadline;
  return first;
}

/** All that the clock will bring if nothing else comes, as of when the state was last looked at; in no order. */
export const allDeadlines = (plan: Plan, state: State): readonly Deadline[] => [
  ...deadlines(asLookedAt(plan, state)),
];

const asLookedAt = (plan: Plan, state: State): Turn => {
  const { lookedAt } = state;
  return { plan, state, now: lookedAt, asOf: lookedAt, commands: [], journal: [], reached: [] };
};

function* deadlines(turn: Turn): Iterable<Deadline> {
  if (turn.state.stage === null || turn.state.paused !== null) return;
  // Between two versions nothing is waited for: as long as neither has been entered, it is time to.
  if (isBetween(turn.state)) return yield { at: turn.state.lookedAt, is: "look" };
  for (const at of looks(turn)) if (at !== null && at > turn.state.lookedAt) yield { at, is: "look" };
  for (const track of turn.state.tracks) {
    const at = isPaused(turn, track) ? null : endOf(track);
    if (at !== null) yield { at, is: "track", track: track.id };
  }
  for (const work of turn.state.work) yield* clockOf(work);
  if (turn.state.boundAt !== null) yield { at: turn.state.boundAt, is: "bound" };
}

/** Instants at which a condition may turn by time alone, or a moment comes; `null`: one that time does not bring. */
function* looks(turn: Turn): Iterable<Instant | null> {
  const now = view(turn);
  yield movesAt(turn);
  for (const { when } of Object.values(turn.plan.exits)) if (when !== null) yield* turningPoints(when, now);
  for (const handler of stageOf(turn).handlers) {
    if (handler.on === "time") yield ringsAt(turn, handler);
    if (handler.on !== "state") continue;
    yield* turningPoints(handler.when, now);
    yield freeAgainAt(turn, handler);
  }
  const { offer } = turn.state;
  const needs = offer?.phase === "needs" ? handoverOf(turn.plan, offer.handover).offerNeeds : null;
  if (needs !== null) yield* turningPoints(needs.when, now);
  for (const track of turn.state.tracks) {
    if (!isPaused(turn, track)) yield waitsUntil(turn.plan, turn.state, track);
    if (track.waits?.on === "state")
      yield* turningPoints(standsAt(turn.plan, track, "wait for state").when, now);
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

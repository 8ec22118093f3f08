/** Entering and leaving stages, and the exit. Leaving cancels what ran in the stage (rule 2). */
import { invariant } from "../../compiler/invariant.ts";
import { boundOnEntry } from "./bound.ts";
import { dropCalls } from "./call.ts";
import { dropUnsent } from "./message.ts";
import { withdrawOffer } from "./offer.ts";
import type { Event } from "./protocol.ts";
import type { Arrival, State } from "./state.ts";
import { advance, endTrack, startTrack } from "./tracks.ts";
import {
  hasSpanning,
  holderOfRole,
  MAIN,
  noteHolder,
  patch,
  spansStages,
  stageOf,
  type Turn,
  write,
} from "./turn.ts";
import { withdrawWork } from "./work.ts";

/** Events kept for waits; of more the oldest goes, so that a flood cannot fill the state. */
const MOST_EVENTS = 200;

export function enterStage(turn: Turn, arrival: Arrival): void {
  const stage = turn.plan.stages[arrival.stage];
  invariant(stage !== undefined, `the plan has no stage ${arrival.stage}`);
  const role = stage.owner;
  if (arrival.person !== null) noteHolder(turn, role, arrival.person, arrival.as ?? role);
  const holder = holderOfRole(turn.state, role);
  const from = turn.state.stage;
  patch(turn, {
    stage: arrival.stage,
    visit: turn.state.visit + 1,
    stageAt: turn.now,
    holder,
    events: [],
    lastInStage: {},
    handlers: anotherVisit(turn),
    offer: null,
    boundMet: null,
  });
  patch(turn, { boundAt: boundOnEntry(turn) });
  const to = holder.person ?? holder.role;
  if (from === null) write(turn, { what: "entered", name: arrival.stage, to, ...arrival.cause });
  else write(turn, { what: "moved", name: arrival.stage, to, result: from, ...arrival.cause });
  startTrack(turn, MAIN, stage.main, { event: arrival.event, actor: null });
}

/** Of what handlers have done a move leaves what spans the stages, and counts its firings anew. */
function anotherVisit({ plan, state }: Turn): State["handlers"] {
  const spanning = Object.entries(state.handlers).filter(([id]) => spansStages(plan, id));
  return Object.fromEntries(spanning.map(([id, handler]) => [id, { ...handler, count: 0 }]));
}

/**
 * Keeps an event for the waits of the stage, and of what spans the stages: of each what has happened since it began.
 * The event of the entry happened before, and counts for both.
 */
export function remember(turn: Turn, event: Event, isEntry = false): void {
  const { events, eventsOfJourney, stageAt, enteredAt } = turn.state;
  const isOfStage = isEntry || event.at >= stageAt;
  const isOfJourney = hasSpanning(turn.plan) && (isEntry || event.at >= enteredAt);
  patch(turn, {
    events: isOfStage ? withEvent(events, event) : events,
    eventsOfJourney: isOfJourney ? withEvent(eventsOfJourney, event) : eventsOfJourney,
  });
}

const withEvent = (events: readonly Event[], event: Event): readonly Event[] =>
  [...events, event].sort((a, b) => a.at - b.at).slice(-MOST_EVENTS);

/**
 * Withdraws open work, stops tracks, and keeps back what has not gone out: with a move what belongs to the stage (rule
 * 2), with the journey's end everything. A track that led to the move has done what it was for.
 */
export function leaveStage(turn: Turn, why: string, end: "move" | "exit"): void {
  withdrawOffer(turn, why);
  const isLeft = (id: string): boolean => end === "exit" || !spansStages(turn.plan, id);
  for (const work of turn.state.work) if (isLeft(work.track)) withdrawWork(turn, work, why);
  dropUnsent(turn, isLeft, why);
  dropCalls(turn, isLeft, why);
  patch(turn, { tracks: turn.state.tracks.filter(({ id }) => !isLeft(id)) });
  endWhatOffered(turn);
  for (const { id, run } of stageOf(turn).leaving ?? []) {
    startTrack(turn, id, run, { event: null, actor: null });
    advance(turn, id);
  }
}

/** What spans the stages does not outlive the offer that it has made: in another stage nothing comes of that. */
export function endWhatOffered(turn: Turn): void {
  for (const track of turn.state.tracks) if (track.waits?.on === "offer") endTrack(turn, track);
}

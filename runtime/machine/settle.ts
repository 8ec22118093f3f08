/**
 * What follows from a change, in the order of rule 2: exits, then `when`, then `on`, then waits, in source order.
 * The first that leaves the stage wins and the rest is dropped; then the new stage is looked at in the same way,
 * until nothing changes any more.
 */
import { invariant } from "../../compiler/invariant.ts";
import type { Exit } from "../../compiler/plan.ts";
import { holds, matchesAny } from "./conditions.ts";
import { reviewDecisions } from "./decision.ts";
import { hear, lookAt } from "./handlers.ts";
import { advanceOffer, beginOffer, withdrawOffer } from "./offer.ts";
import type { Event } from "./protocol.ts";
import { type Arrival, enterStage, leaveStage } from "./stage.ts";
import { advance, checkWait, type Departure, isPaused, settleDecision, startTrack } from "./tracks.ts";
import { handoverOf, patch, setTrack, stageOf, type Turn, view, write } from "./turn.ts";

/** More changes than this at one instant is a plan that runs in circles. */
const MOST_ROUNDS = 200;

export function settle(turn: Turn, event: Event | null = null): void {
  const heard = new Set<string>();
  const visit = turn.state.visit;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (turn.state.stage === null) return;
    const before = turn.state;
    // A move drops what is left of the event; the next stage does not see it.
    react(turn, turn.state.visit === visit ? event : null, heard);
    if (turn.state === before) {
      if (turn.state.lookedAt !== turn.now) patch(turn, { lookedAt: turn.now });
      return;
    }
  }
  invariant(false, `${turn.plan.journey} runs in circles in stage ${turn.state.stage}`);
}

/** Does the first thing that is to be done. */
function react(turn: Turn, event: Event | null, heard: Set<string>): void {
  const exit = exitOf(turn, event);
  if (exit !== null) return doExit(turn, exit, event?.id ?? null);
  reviewDecisions(turn);
  const departure = firstHandler(turn, event, heard) ?? firstTrack(turn);
  if (departure !== null) return depart(turn, departure);
  const arrival = advanceOffer(turn);
  if (arrival !== null) move(turn, arrival);
}

function exitOf(turn: Turn, event: Event | null): string | null {
  const now = view(turn);
  const applies = (exit: Exit): boolean =>
    (event !== null && matchesAny(exit.on, event, now)) || (exit.when !== null && holds(exit.when, now));
  return turn.plan.exitOrder.find((name) => applies(turn.plan.exits[name] as Exit)) ?? null;
}

function firstHandler(turn: Turn, event: Event | null, heard: Set<string>): Departure | null {
  const { handlers } = stageOf(turn);
  const visit = turn.state.visit;
  for (const handler of handlers) {
    const departure = handler.on === "state" ? lookAt(turn, handler) : null;
    if (departure !== null || turn.state.visit !== visit) return departure;
  }
  if (event === null) return null;
  for (const handler of handlers) {
    if (handler.on !== "event" || heard.has(handler.id)) continue;
    heard.add(handler.id);
    const departure = hear(turn, handler, event);
    if (departure !== null) return departure;
  }
  return null;
}

/** Waits that are over, decisions that have fallen, and whatever can go on. */
function firstTrack(turn: Turn): Departure | null {
  for (const { id } of turn.state.tracks) {
    const track = turn.state.tracks.find((candidate) => candidate.id === id);
    if (track === undefined || isPaused(turn, track)) continue;
    const departure = checkWait(turn, track) ?? settleDecision(turn, id) ?? advance(turn, id);
    if (departure !== null) return departure;
  }
  return null;
}

/** Carries out what a handler, a track, an answer or the stage's bound decided. */
export function depart(turn: Turn, departure: Departure): void {
  const { leave } = departure;
  if (leave.to === "exit") return doExit(turn, leave.exit, departure.event);
  const { through } = leave;
  if (through === null)
    return move(turn, { stage: leave.stage, through, person: null, event: departure.event });
  const handover = handoverOf(turn.plan, through);
  if (handover.atOnce) return giveAtOnce(turn, departure, leave.stage, through);
  const { offer } = turn.state;
  const stands = offer !== null && offer.phase !== "declined";
  if (stands && offer.handover === through) return waitBehind(turn, departure);
  if (stands && !departure.bound) {
    write(turn, { what: "ignored", name: through, why: `${offer.handover} is already under way` });
    return waitBehind(turn, departure);
  }
  if (offer !== null) withdrawOffer(turn, `${through} takes its place`);
  beginOffer(turn, departure, leave, through);
}

/** The same trigger again changes nothing; a track that wanted to leave waits for what comes of the offer. */
function waitBehind(turn: Turn, departure: Departure): void {
  if (departure.track !== null) setTrack(turn, departure.track, { waits: { on: "offer" } });
}

function giveAtOnce(turn: Turn, departure: Departure, stage: string, through: string): void {
  const { carries } = handoverOf(turn.plan, through);
  const blank = carries.filter(
    (carried) => carried.kind === "field" && (turn.state.fields[carried.name] ?? null) === null,
  );
  if (blank.length > 0)
    write(turn, {
      what: "blank",
      name: through,
      why: `${blank.map(({ name }) => name).join(", ")} not known`,
    });
  move(turn, { stage, through, person: null, event: departure.event });
}

export function move(turn: Turn, arrival: Arrival): void {
  leaveStage(turn, `the subject has moved to ${arrival.stage}`);
  enterStage(turn, arrival);
}

/** The end: nothing is asked, sent or awaited any more; then what stands in the exit's block. */
export function doExit(turn: Turn, name: string, event: string | null): void {
  const exit = turn.plan.exits[name];
  invariant(exit !== undefined, `the plan has no exit ${name}`);
  leaveStage(turn, `the journey has ended: ${name}`);
  startTrack(turn, "exit", exit.run, { event, actor: null });
  advance(turn, "exit");
  write(turn, { what: "exited", name, result: exit.outcome });
  turn.commands.push({ do: "end", exit: name, outcome: exit.outcome });
  patch(turn, {
    stage: null,
    exit: name,
    boundAt: null,
    tracks: [],
    work: [],
    offer: null,
    events: [],
    handlers: {},
  });
}

/**
 * What follows from a change, in the order of rule 2: exits, then `when`, then `on` and `at`, then waits, in source order.
 * The first that leaves the stage wins and the rest is dropped; then the new stage is looked at in the same way,
 * until nothing changes any more.
 */
import { invariant } from "../../compiler/invariant.ts";
import type { Exit, Handler } from "../../compiler/plan.ts";
import { redateBound } from "./bound.ts";
import { holds, matchesAny } from "./conditions.ts";
import { reviewDecisions } from "./decision.ts";
import { hear, lookAt } from "./handlers.ts";
import { advanceOffer, beginOffer, blankIn, withdrawOffer } from "./offer.ts";
import type { Event, PersonId } from "./protocol.ts";
import { ring } from "./schedules.ts";
import { finishLeaving, isBetween, setsOff } from "./set-off.ts";
import { enterStage, leaveStage } from "./stage.ts";
import type { Arrival, Cause, Offer, State } from "./state.ts";
import {
  advance,
  checkWait,
  type Departure,
  endTrack,
  settleDecision,
  startTrack,
  tryAgain,
} from "./tracks.ts";
import {
  DECLINE,
  handoverOf,
  isPaused,
  nextId,
  patch,
  rootOf,
  setTrack,
  stageOf,
  type Turn,
  trackOf,
  view,
  write,
} from "./turn.ts";

/** More changes than this at one instant is a plan that runs in circles. */
const MOST_ROUNDS = 200;

export function settle(turn: Turn, event: Event | null = null): void {
  const heard = new Set<string>();
  const visit = turn.state.visit;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (turn.state.stage === null) return;
    if (isBetween(turn.state)) return finishLeaving(turn);
    const before = turn.state;
    goBack(turn);
    // A move drops what is left of the event; the next stage does not see it.
    react(turn, turn.state.visit === visit ? event : null, heard);
    if (turn.state === before) {
      if (turn.state.lookedAt !== turn.asOf) patch(turn, { lookedAt: turn.asOf });
      return;
    }
  }
  invariant(false, `${turn.plan.journey} runs in circles in stage ${turn.state.stage}`);
}

/** What was offered and not taken is withdrawn first: another handover may lead back. */
function goBack(turn: Turn): void {
  const { takenBack } = turn;
  if (takenBack == null) return;
  turn.takenBack = null;
  const { leave, track, name, step, event } = takenBack;
  const why = `${name} was not answered in time`;
  if (track === null) withdrawOffer(turn, why);
  depart(turn, { leave, track, event, bound: false, cause: { step, by: null, why } });
}

/** Does the first thing that is to be done. */
function react(turn: Turn, event: Event | null, heard: Set<string>): void {
  const exit = turn.state.exit === null ? exitOf(turn, event) : null;
  if (exit !== null) return doExit(turn, exit.name, event?.id ?? null, exit.cause);
  redateBound(turn);
  reviewDecisions(turn);
  const departure = firstHandler(turn, event, heard) ?? firstTrack(turn);
  if (departure !== null) depart(turn, departure);
  else if (isDone(turn)) endRun(turn, "its steps are done");
  else followOffer(turn);
}

/** What follows an exit is over with its last step: there is nothing else that it could stay for. */
const isDone = ({ state }: Turn): boolean => state.exit !== null && state.tracks.length === 0;

/** Exits are looked at also where nothing else is: a journey that has given way may be over meanwhile. */
export function exitIfMet(turn: Turn, event: Event | null): void {
  const exit = turn.state.exit === null ? exitOf(turn, event) : null;
  if (exit !== null) doExit(turn, exit.name, event?.id ?? null, exit.cause);
}

/** What is offered goes on as far as it can, and moves the subject if nothing is in the way. */
export function followOffer(turn: Turn): void {
  const arrival = advanceOffer(turn);
  if (arrival !== null) move(turn, arrival);
}

function exitOf(turn: Turn, event: Event | null): { readonly name: string; readonly cause: Cause } | null {
  const now = view(turn);
  for (const name of turn.plan.exitOrder) {
    const { on, when } = exitNamed(turn, name);
    const isMet = when !== null && holds(when, now);
    if (event !== null && matchesAny(on, event, now))
      return { name, cause: { step: null, by: null, why: `on ${event.kind}` } };
    if (isMet) return { name, cause: { step: null, by: null, why: "its condition holds" } };
  }
  return null;
}

function exitNamed(turn: Turn, name: string): Exit {
  const exit = turn.plan.exits[name];
  invariant(exit !== undefined, `the plan has no exit ${name}`);
  return exit;
}

function firstHandler(turn: Turn, event: Event | null, heard: Set<string>): Departure | null {
  const { handlers } = stageOf(turn);
  for (const handler of handlers) {
    const departure = handler.on === "state" ? lookAt(turn, handler) : null;
    if (departure !== null) return departure;
  }
  for (const handler of handlers) {
    const departure = handler.on === "time" ? ring(turn, handler) : hearOnce(turn, handler, event, heard);
    if (departure !== null) return departure;
  }
  return null;
}

function hearOnce(turn: Turn, handler: Handler, event: Event | null, heard: Set<string>): Departure | null {
  if (handler.on !== "event" || event === null || heard.has(handler.id)) return null;
  heard.add(handler.id);
  return hear(turn, handler, event);
}

/** Waits that are over, decisions that have fallen, and whatever can go on. */
function firstTrack(turn: Turn): Departure | null {
  for (const { id } of turn.state.tracks) {
    const track = turn.state.tracks.find((candidate) => candidate.id === id);
    if (track === undefined || isPaused(turn, track)) continue;
    const departure =
      checkWait(turn, track) ?? tryAgain(turn, track) ?? settleDecision(turn, id) ?? advance(turn, id);
    if (departure !== null) return departure;
  }
  return null;
}

/** Carries out what a handler, a track, an answer or the stage's bound decided. */
export function depart(turn: Turn, departure: Departure): void {
  const { leave, event, cause } = departure;
  if (leave.to === "exit") return doExit(turn, leave.exit, event, cause);
  const { stage, through } = leave;
  const { track } = departure;
  if (through === null) return move(turn, { stage, person: null, event, cause }, track);
  if (handoverOf(turn.plan, through).atOnce) {
    noteBlanks(turn, through, event);
    const handed = { ...cause, why: `through ${through}` };
    return move(turn, { stage, person: null, event, cause: handed }, track);
  }
  const { offer } = turn.state;
  if (offer === null || takesPlace(offer, departure, through)) beginOffer(turn, departure, leave, through);
  else waitBehind(turn, departure, offer, { ...leave, through });
}

/** What may come in the place of an offer that is under way: what its own decline leads to, and the bound. */
const takesPlace = (offer: Offer, departure: Departure, through: string): boolean =>
  (departure.track !== null && rootOf(departure.track) === DECLINE) ||
  (departure.bound && offer.handover !== through);

type Through = Offer["leave"] & { readonly through: string };

/** The same trigger again changes nothing; a track that wanted to leave waits for what comes of the offer. */
function waitBehind(turn: Turn, departure: Departure, offer: Offer, leave: Through): void {
  const { step, by } = departure.cause;
  const { through } = leave;
  write(turn, {
    what: "ignored",
    name: through,
    step,
    why: `${offer.handover} is under way${by ? ` (${by})` : ""}`,
  });
  const behind = offer.handover === through ? null : leave;
  setTrack(turn, departure.track, { waits: { on: "offer", behind } });
}

/** A move at once does not wait for data, and has no ladder to ask for it on: its owner is told. */
function noteBlanks(turn: Turn, through: string, event: string | null): void {
  const handover = handoverOf(turn.plan, through);
  const blank = blankIn(turn, handover);
  if (blank.length === 0) return;
  const why = `${blank.join(", ")} not known`;
  write(turn, { what: "blank", name: through, to: turn.plan.dataOwner, why });
  turn.commands.push({
    do: "tell",
    key: nextId(turn, "l"),
    to: { role: turn.plan.dataOwner },
    text: `${handover.title}: ${why}`,
    event,
    why: "step",
  });
}

/** `by`: the track that leads there, whose steps end here also where it spans the stages. */
function move(turn: Turn, arrival: Arrival, by: string | null = null): void {
  const track = trackOf(turn.state, by);
  if (track !== undefined) endTrack(turn, track);
  leaveStage(turn, `the subject has moved to ${arrival.stage}`, "move");
  if (!setsOff(turn, arrival)) enterStage(turn, arrival);
}

/** The end: nothing is asked, sent or awaited any more; then what stands in the exit's block, and what follows it. */
function doExit(turn: Turn, name: string, event: string | null, cause: Cause): void {
  if (turn.state.exit !== null) return endRun(turn, cause.why ?? "its time was over");
  const { run, outcome, after } = exitNamed(turn, name);
  leaveStage(turn, `the journey has ended: ${name}`, "exit");
  startTrack(turn, "exit", run, { event, actor: null });
  advance(turn, "exit");
  write(turn, { what: "exited", name, result: outcome, ...cause });
  turn.commands.push({ do: "end", exit: name, outcome, ...(after !== undefined && { goesOn: true }) });
  patch(turn, { ...OVER, exit: name });
  if (after === undefined) return;
  const why = `after exit ${name}`;
  enterStage(turn, { stage: after, person: null, event, cause: { step: null, by: null, why } });
}

/** The exits of journeys that end without one of their own; none that is written can have their names. */
export const GAVE_WAY = "gave way";
const MERGED = "is another one";
export const STOPPED = "stopped by hand";

/** By the exit that was named, as if the journey had come to it; else outright, and then none of its blocks runs. */
export function endByHand(turn: Turn, by: PersonId, why: string, exit: string | null): void {
  if (turn.state.exit !== null) return endRun(turn, `${by} stopped it: ${why}`);
  if (exit === null || turn.plan.exits[exit] === undefined) return endOutright(turn, STOPPED, why, by);
  doExit(turn, exit, null, { step: null, by, why });
}

export const endByGivingWay = (turn: Turn, to: string): void =>
  endOutright(turn, GAVE_WAY, `it gives way to ${to}`);

/** The subject was found to be another one, with which it goes on. */
export function endByMerge(turn: Turn): void {
  const why = "its subject was found to be another one";
  if (turn.state.exit === null) endOutright(turn, MERGED, why);
  else endRun(turn, why);
}

/** What is open is withdrawn, and no exit's block runs. */
function endOutright(turn: Turn, exit: string, why: string, by: PersonId | null = null): void {
  leaveStage(turn, why, "exit");
  write(turn, { what: "exited", name: exit, result: "neutral", by, why });
  turn.commands.push({ do: "end", exit, outcome: "neutral" });
  patch(turn, { ...OVER, exit });
}

/** What followed the exit is over, and with it the run. */
function endRun(turn: Turn, why: string): void {
  const { exit } = turn.state;
  invariant(exit !== null, "a run ends after its exit");
  leaveStage(turn, why, "exit");
  write(turn, { what: "closed", name: exit, why });
  turn.commands.push({ do: "end", exit, outcome: exitNamed(turn, exit).outcome });
  patch(turn, OVER);
}

const OVER: Partial<State> = {
  stage: null,
  paused: null,
  boundAt: null,
  tracks: [],
  work: [],
  offer: null,
  events: [],
  eventsOfJourney: [],
  handlers: {},
};

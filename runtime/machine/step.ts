/**
 * The machine: `step(plan, state, input)` is what a journey means. One pure function, without clock, randomness or
 * I/O; the workflow, the simulator and the tests all run it, so they cannot disagree (architecture, decision 2).
 */
import { invariant } from "../../compiler/invariant.ts";
import type { Fields, Instant, Plan } from "../../compiler/plan.ts";
import { takeAct } from "./acts.ts";
import { boundMoment, review } from "./bound.ts";
import { called } from "./call.ts";
import { type Deadline, firstDeadline } from "./deadlines.ts";
import { summed } from "./decision.ts";
import { learn, learnFrom, remark, takeNote } from "./facts.ts";
import { holderFound, personLeft } from "./holder-left.ts";
import { breach, climb, picked } from "./ladder.ts";
import { contactsFound, ledgerSaid, released } from "./message.ts";
import { offerTaken } from "./offer.ts";
import { askZone, zoneTold } from "./own-zone.ts";
import {
  endReason,
  giveWay,
  goOnAfter,
  hasRunOn,
  keepWaiting,
  pauseByHand,
  pauseFor,
  reasonIn,
} from "./pause.ts";
import { placeOf, VERSION_CHANGE } from "./place.ts";
import type { CommandResult, Event, Input, StepOutcome } from "./protocol.ts";
import { readdress } from "./readdress.ts";
import { withComputed } from "./reckon.ts";
import { arriveAfterAll, isBetween, takeMove } from "./set-off.ts";
import { depart, endByHand, endByMerge, exitIfMet, followOffer, settle } from "./settle.ts";
import { enterStage, remember } from "./stage.ts";
import type { Paused, PauseReason, State } from "./state.ts";
import { recalled, takeOver } from "./take-over.ts";
import { begun, follow, isAwaited, journeyEnded, judged, timeUp } from "./tracks.ts";
import { messagesOf, patch, stageOf, type Turn, trackOf, workOf, write } from "./turn.ts";
import { closeWork } from "./work.ts";

/** How many ids of inputs are kept to know a repeat by. */
const REMEMBERED = 256;
/** More deadlines than this due at once is a plan that runs in circles. */
const MOST_DUE = 1_000;

/**
 * Takes one input in. `state` is `null` only with the input `start`. After an outcome whose commands carry a `ref`
 * the next input must be their `results`.
 */
export function step(plan: Plan, state: State | null, input: Input): StepOutcome<State> {
  const turn: Turn = {
    plan,
    now: input.now,
    asOf: input.now,
    state: state ?? initial(input),
    commands: [],
    journal: [],
    reached: [],
  };
  if (input.is === "start") begin(turn, input);
  else if (turn.state.stage !== null) takeIn(turn, input);
  else if (input.is === "event" || input.is === "act")
    write(turn, {
      what: "ignored",
      name: nameOf(input),
      by: input.is === "act" ? input.actor.person : null,
      why: `the journey has ended: ${turn.state.exit}`,
    });
  if (turn.readdressed !== undefined) readdress(turn, turn.readdressed, state?.work ?? []);
  askZone(turn);
  showPlace(turn);
  const { commands, journal, reached } = turn;
  return { state: turn.state, commands, journal, reached };
}

const nameOf = (input: Extract<Input, { is: "event" | "act" }>): string =>
  input.is === "event" ? input.event.kind : input.act.do;

function initial(input: Input): State {
  invariant(input.is === "start", "a journey begins with its start");
  return {
    instance: input.instance,
    subject: input.subject,
    enteredAt: input.now,
    stage: null,
    visit: 0,
    stageAt: input.now,
    boundAt: null,
    lookedAt: input.now,
    exit: null,
    holder: { role: "", person: null },
    people: {},
    fields: {},
    fieldsAt: input.fieldsAt ?? {},
    bands: input.bands,
    events: [],
    eventsOfJourney: [],
    lastInStage: {},
    lastInJourney: {},
    tracks: [],
    work: [],
    offer: null,
    paused: null,
    pauses: [],
    handlers: {},
    fired: {},
    unsent: [],
    serial: 0,
    seen: [],
    placed: null,
  };
}

/** Handlers see the entry event before the main track takes its first step (docs/language.md, "Same instant"). */
function begin(turn: Turn, input: Extract<Input, { is: "start" }>): void {
  const { computed, defaults } = turn.plan;
  const fields = { ...defaults, ...known(input.fields), ...known(input.own ?? {}) };
  patch(turn, { fields: withComputed(computed, fields) });
  if (input.event !== null) learnFrom(turn, input.event);
  enterStage(turn, {
    stage: input.stage,
    person: null,
    event: input.event?.id ?? null,
    cause: {
      step: null,
      by: null,
      why: input.event === null ? (input.why ?? null) : `on ${input.event.kind}`,
    },
  });
  if (input.event !== null) {
    isRepeat(turn, input.event.id);
    remark(turn, input.event, true);
    // The first stage sees it, though it happened before that began.
    if (isAwaited(turn, input.event)) remember(turn, input.event, true);
  }
  const { givesWayTo, pausedBy, event, now } = input;
  if (givesWayTo !== undefined) pauseFor(turn, givesWayTo);
  if (pausedBy !== undefined) pauseByHand(turn, pausedBy.person, pausedBy.why);
  if (turn.state.paused === null) settle(turn, event);
  else if (event !== null) keepWaiting(turn, { is: "event", now, event });
}

const known = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

type Running = Exclude<Input, { is: "start" }>;

function takeIn(turn: Turn, input: Running): void {
  if (isBetween(turn.state) && input.is !== "results" && input.is !== "moved") {
    // Nobody has taken it to the other version: it goes on in this one, and the next stage is another chance.
    arriveAfterAll(turn);
    settle(turn);
    if (turn.state.stage === null) return;
  }
  if (turn.state.paused !== null) {
    takeWhilePaused(turn, turn.state.paused, input);
    return followExit(turn);
  }
  switch (input.is) {
    case "event":
      if (isRepeat(turn, input.event.id)) return;
      takeNote(turn, input.event);
      if (isAwaited(turn, input.event)) remember(turn, input.event);
      return settle(turn, input.event);
    case "fields":
      if (isRepeat(turn, input.id)) return;
      learn(turn, input.fields, input.now);
      return settle(turn);
    case "band":
      if (isRepeat(turn, input.id)) return;
      patch(turn, { bands: { ...turn.state.bands, [input.score]: input.band } });
      return settle(turn);
    case "act":
      takeAct(turn, input.actor, input.act);
      return settle(turn);
    case "called":
      if (isRepeat(turn, input.key)) return;
      takeCalled(turn, input);
      return settle(turn);
    case "left":
      if (isRepeat(turn, input.id)) return;
      personLeft(turn, input.person, input.roles);
      return settle(turn);
    case "merged":
      if (isRepeat(turn, input.id)) return;
      return endByMerge(turn);
    case "released":
      released(turn, input.key);
      return settle(turn);
    case "results":
      for (const result of input.results) takeResult(turn, result);
      return settle(turn);
    case "gives way":
      if (!isRepeat(turn, input.id)) giveWay(turn, input.to, input.how);
      return;
    case "pause":
      if (!isRepeat(turn, input.id)) pauseByHand(turn, input.by, input.why);
      return;
    case "stop":
      if (!isRepeat(turn, input.id)) endByHand(turn, input.by, input.why, input.exit);
      return settle(turn);
    case "look again":
      if (isRepeat(turn, input.id)) return;
      for (const work of turn.state.work) if (work.stuck !== null) climb(turn, work);
      return settle(turn);
    case "journey ended": {
      if (isRepeat(turn, input.id)) return;
      const departure = journeyEnded(turn, input.instance);
      if (departure !== null) depart(turn, departure);
      return settle(turn);
    }
    case "moves":
      if (!isRepeat(turn, input.id)) takeMove(turn, input.move);
      return;
    case "moved":
      return takeOver(turn);
    case "goes on":
    case "resume":
      return;
    case "tick":
      return tick(turn);
  }
}

/**
 * Nothing goes on but what is known of the subject, and the exits that this leads to. What else happens waits, and is
 * taken in, in its order, once the journey goes on.
 */
function takeWhilePaused(turn: Turn, paused: Paused, input: Running): void {
  turn.asOf = paused.since;
  switch (input.is) {
    case "event":
      if (isRepeat(turn, input.event.id)) return;
      takeNote(turn, input.event);
      if (isAwaited(turn, input.event)) remember(turn, input.event);
      keepWaiting(turn, input);
      return leaveIfMet(turn, input.event);
    case "fields":
    case "band":
      if (isRepeat(turn, input.id)) return;
      if (input.is === "fields") learn(turn, input.fields, input.now);
      else patch(turn, { bands: { ...turn.state.bands, [input.score]: input.band } });
      return leaveIfMet(turn, null);
    case "gives way":
      if (!isRepeat(turn, input.id)) giveWay(turn, input.to, input.how);
      return;
    case "pause":
      if (!isRepeat(turn, input.id)) pauseByHand(turn, input.by, input.why);
      return;
    case "goes on":
    case "resume":
      if (!isRepeat(turn, input.id)) goOn(turn, paused, input);
      return;
    case "stop":
      if (!isRepeat(turn, input.id)) endByHand(turn, input.by, input.why, input.exit);
      return;
    case "merged":
      if (!isRepeat(turn, input.id)) endByMerge(turn);
      return;
    case "act":
      return takeAct(turn, input.actor, input.act);
    case "moves":
      if (!isRepeat(turn, input.id)) takeMove(turn, input.move);
      return;
    case "moved":
      return takeOver(turn);
    case "called":
    case "left":
    case "journey ended":
    case "look again":
      return keepWaiting(turn, input);
    case "results":
      for (const result of input.results) takeResult(turn, result);
      return;
    case "released":
    case "tick":
      return;
  }
}

/** It has left while it was paused: what follows the exit begins now, and is not paused. */
function followExit(turn: Turn): void {
  const { exit, stage, paused } = turn.state;
  if (exit === null || stage === null || paused !== null) return;
  turn.asOf = turn.now;
  settle(turn);
}

/** Of what is paused by hand nothing may go out, and what stands in an exit would: it leaves once it is resumed. */
function leaveIfMet(turn: Turn, event: Event | null): void {
  if (reasonIn(turn.state.paused, "by hand") === undefined) exitIfMet(turn, event);
}

/** One of the reasons for which it stands is over, by the end of the other journey or by hand. */
function goOn(turn: Turn, paused: Paused, input: Extract<Running, { is: "goes on" | "resume" }>): void {
  const reason = reasonIn(paused, input.is === "resume" ? "by hand" : "gives way");
  if (reason === undefined) return;
  const over = endReason(turn, reason, input.is === "goes on" || input.how === "shift");
  writeResumed(turn, reason, input);
  // While it was paused by hand not even an exit led out of it; from here on one does, before anything is done.
  for (const one of paused.waiting) {
    if (turn.state.stage === null) return;
    if (one.is === "event") leaveIfMet(turn, one.event);
  }
  if (turn.state.stage !== null) leaveIfMet(turn, null);
  if (over !== null && turn.state.paused !== null) pickUp(turn, over);
}

function writeResumed(
  turn: Turn,
  reason: PauseReason,
  input: Extract<Running, { is: "goes on" | "resume" }>,
): void {
  const [left] = turn.state.paused?.reasons ?? [];
  const still =
    left === undefined
      ? ""
      : left.is === "by hand"
        ? `, and ${left.by} has it paused`
        : `, and ${left.to} is under way`;
  if (reason.is === "gives way")
    return write(turn, { what: "resumed", name: reason.to, why: `${reason.to} has ended${still}` });
  const { by, how } = input.is === "resume" ? input : { by: reason.by, how: "shift" };
  const why =
    how === "shift" ? "its clocks go on from where they stood" : "what fell due meanwhile happens now";
  write(turn, { what: "resumed", name: turn.plan.journey, by, result: how, why: `${why}${still}` });
}

/**
 * Everything stands where it stood, its clocks set on by as long as they have stood. What came in is taken in now; where
 * clocks have run on meanwhile, each at its time, between what fell due before it and after.
 */
function pickUp(turn: Turn, paused: Paused): void {
  goOnAfter(turn, paused);
  const ranOn = hasRunOn(turn, paused);
  turn.asOf = turn.now;
  if (!ranOn) settle(turn);
  for (const input of paused.waiting) {
    if (ranOn) meetDeadlines(turn, (at) => at < input.now);
    if (turn.state.stage === null) return;
    turn.asOf = ranOn ? Math.max(input.now, turn.state.lookedAt) : turn.now;
    if (input.is === "event") settle(turn, input.event);
    else if (input.is !== "start") takeIn(turn, input);
  }
  if (ranOn && turn.state.stage !== null) tick(turn);
}

function takeCalled(turn: Turn, { key, action, outcome }: Extract<Input, { is: "called" }>): void {
  const next = called(turn, key, action, outcome);
  const departure = next === null ? null : follow(turn, next.track, next.body);
  if (departure !== null) depart(turn, departure);
}

function isRepeat(turn: Turn, id: string): boolean {
  if (turn.state.seen.includes(id)) return true;
  patch(turn, { seen: [...turn.state.seen, id].slice(-REMEMBERED) });
  return false;
}

// ── Answers of the world ──────────────────────────────────────────────────────────────────────────────────

function takeResult(turn: Turn, result: CommandResult): void {
  if ("person" in result) {
    const work = turn.state.work.find(({ picking }) => picking?.ref === result.ref);
    if (work === undefined) return;
    const { given } = picked(turn, work, result);
    if (given !== null && work.record.kind === "hold") holderFound(turn, work, given, result.role);
    if (given !== null && work.record.kind === "accept") {
      closeWork(turn, work.record.id, null, "given", {});
      offerTaken(turn, given, result.role);
      followOffer(turn);
    }
    return;
  }
  if ("offsets" in result) return zoneTold(turn, result);
  if ("recalled" in result) return recalled(turn, result);
  for (const { id, waits } of turn.state.tracks) {
    const track = trackOf(turn.state, id);
    if (track === undefined) continue;
    const asked = "sent" in result && messagesOf(track).find(({ ref }) => ref === result.ref);
    if ("sent" in result && asked) ledgerSaid(turn, track, asked, result.sent);
    if ("found" in result && waits?.on === "messages" && waits.ref === result.ref)
      contactsFound(turn, track, result);
    if ("winner" in result && waits?.on === "winner" && waits.ref === result.ref) {
      const departure = judged(turn, track, result.winner);
      if (departure !== null) depart(turn, departure);
    }
    if ("began" in result && waits?.on === "journey" && waits.ref === result.ref) {
      const departure = begun(turn, track, result.began);
      if (departure !== null) return depart(turn, departure);
    }
    if ("sum" in result && waits?.on === "decision" && waits.decision.ref === result.ref)
      summed(turn, track, waits.decision, result.sum);
  }
}

// ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Does all that is due, in order; after an outage what is overdue runs at once, and in order. */
function tick(turn: Turn): void {
  meetDeadlines(turn, (at) => at <= turn.now);
  turn.asOf = turn.now;
  settle(turn);
}

function meetDeadlines(turn: Turn, isDue: (at: Instant) => boolean): void {
  for (let count = 0; count < MOST_DUE; count += 1) {
    turn.asOf = turn.state.lookedAt;
    const deadline = firstDeadline(turn);
    if (deadline === null || !isDue(deadline.at)) return;
    turn.asOf = Math.max(deadline.at, turn.state.lookedAt);
    meet(turn, deadline);
    settle(turn);
    // The next stage is entered first, by one version or the other.
    if (isBetween(turn.state)) return;
  }
  invariant(false, `${turn.plan.journey} has no end of deadlines at one instant`);
}

function meet(turn: Turn, deadline: Deadline): void {
  switch (deadline.is) {
    case "look":
      return;
    case "track": {
      const track = trackOf(turn.state, deadline.track);
      const departure = track === undefined ? null : timeUp(turn, track);
      return departure === null ? undefined : depart(turn, departure);
    }
    case "breach":
    case "rung": {
      const work = workOf(turn.state, deadline.work);
      if (work === undefined) return;
      return deadline.is === "breach" ? breach(turn, work) : climb(turn, work);
    }
    case "bound": {
      const { bound } = stageOf(turn);
      if ("reviewedEvery" in bound) return review(turn, bound.reviewedEvery);
      patch(turn, { boundAt: null, boundMet: boundMoment(turn) });
      write(turn, { what: "waited", name: turn.state.stage ?? "", result: "bound" });
      const cause = { step: null, by: null, why: "its time was over" };
      return depart(turn, { leave: bound.then, track: null, event: null, bound: true, cause });
    }
  }
}

/** Shown when the stage, the version or the holder has changed, and with whatever else is written down. */
function showPlace(turn: Turn): void {
  if (turn.state.stage === null) return;
  const place = placeOf(turn.plan, turn.state);
  const { placed } = turn.state;
  const moved =
    placed === null ||
    (placed.awaits === VERSION_CHANGE && place.awaits !== VERSION_CHANGE) ||
    placed.stage !== place.stage ||
    placed.paused !== place.paused ||
    placed.pausedBy !== place.pausedBy ||
    placed.holder.role !== place.holder.role ||
    placed.holder.person !== place.holder.person;
  const differs = moved || placed.awaits !== place.awaits || placed.until !== place.until;
  if (!moved && !(differs && turn.commands.length > 0)) return;
  patch(turn, { placed: place });
  turn.commands.push({ do: "place", place });
}

/**
 * Tracks: the main track of a stage, a handler's, a decline's. A track runs its instructions until it waits, ends,
 * or sends the subject on; where the subject goes is decided by whoever runs the track.
 */
import { invariant } from "../../compiler/invariant.ts";
import type {
  Body,
  Instant,
  Instruction,
  Leave,
  Pattern,
  Plan,
  StepName,
  Value,
} from "../../compiler/plan.ts";
import { bucketOf } from "./bucket.ts";
import { dropCalls, startCall } from "./call.ts";
import { holds, matchesAny, mayMatch } from "./conditions.ts";
import { outcomeOf, startDecision, withdrawOpen } from "./decision.ts";
import { noteDone, passBy } from "./did.ts";
import { dropUnsent, sendWhatIsDue, startSend } from "./message.ts";
import { comesAt } from "./moments.ts";
import { onceFor } from "./once-for.ts";
import type { Event } from "./protocol.ts";
import { workOut } from "./reckon.ts";
import type { Cause, State, Track, TrackWait } from "./state.ts";
import { startTask } from "./task.ts";
import {
  afterInStage,
  change,
  instructionAt,
  isWithin,
  momentViewOf,
  nextId,
  parentOf,
  patch,
  setTrack,
  spansStages,
  standsAt,
  stepOf,
  type Turn,
  trackOf,
  trackWithin,
  view,
  waitOf,
  write,
} from "./turn.ts";
import { addresseeOf, withdrawWork } from "./work.ts";

/** Somebody or something sends the subject on. */
export interface Departure {
  readonly leave: Leave;
  /** The track that does; `null`: a handler outright, or the stage's bound. */
  readonly track: string | null;
  readonly event: string | null;
  /** The stage's bound: it wins over an offer that is under way. */
  readonly bound: boolean;
  readonly cause: Cause;
}

/** More instructions than this between two waits is a plan that loops, which the compiler refuses. */
const LONGEST_RUN = 1_000;

export function startTrack(
  turn: Turn,
  id: string,
  at: StepName | null,
  from: Pick<Track, "event" | "actor">,
): void {
  if (at === null) return;
  const used = turn.state.handlers[id]?.used ?? [];
  const track: Track = { id, at, waits: null, used, counts: {}, task: null, ...from };
  patch(turn, { tracks: [...turn.state.tracks.filter((other) => other.id !== id), track] });
}

/** Runs a track until it waits or ends; a departure is for the caller to carry out. */
export function advance(turn: Turn, id: string): Departure | null {
  for (let steps = 0; steps < LONGEST_RUN; steps += 1) {
    const track = trackOf(turn.state, id);
    if (track === undefined || track.waits !== null) return null;
    if (track.at === null) {
      endTrack(turn, track);
      return null;
    }
    const instruction = instructionAt(turn.plan, track.at);
    if (passBy(turn, track, track.at, instruction)) continue;
    noteDone(turn, track, track.at, instruction);
    const departure = perform(turn, track, track.at, instruction);
    if (departure !== null) return departure;
  }
  invariant(false, `track ${id} of ${turn.state.stage} never waits`);
}

/** What a handler's run has used its next run has used, too: rule 3 counts by track. */
export function endTrack(turn: Turn, { id, used, did }: Track): void {
  const { handlers, tracks } = turn.state;
  const state = handlers[id];
  patch(turn, {
    tracks: tracks.filter((other) => other.id !== id),
    handlers: state === undefined ? handlers : { ...handlers, [id]: { ...state, used } },
  });
  const waiting = trackOf(turn.state, parentOf(id));
  if (waiting !== undefined) joinTracks(turn, waiting, { used, ...(did && { did }) });
}

/** Takes a result's way; a departure names the track, so that it can be resumed if the subject stays after all. */
export function follow(turn: Turn, track: Track, body: Body): Departure | null {
  switch (body.then) {
    case "leave":
      return {
        leave: body.leave,
        track: track.id,
        event: track.event,
        bound: false,
        cause: { step: track.at, by: track.actor?.person ?? null, why: null },
      };
    case "go":
      setTrack(turn, track.id, { at: body.step, waits: null });
      return null;
    default:
      setTrack(turn, track.id, { at: null, waits: null });
      return null;
  }
}

/** The offer that stood before this track has come back. */
export function tryAgain(turn: Turn, track: Track): Departure | null {
  const behind = track.waits?.on === "offer" ? track.waits.behind : null;
  if (behind === null || turn.state.offer !== null) return null;
  return follow(turn, track, { then: "leave", leave: behind });
}

function perform(turn: Turn, track: Track, at: StepName, instruction: Instruction): Departure | null {
  switch (instruction.do) {
    case "send":
      startSend(turn, track, instruction);
      return null;
    case "wait":
      waitFrom(turn, track, { on: "time", until: afterInStage(turn, instruction.lasting) });
      return null;
    case "wait until":
      return startWait(turn, track, { on: "moment", since: turn.now });
    case "wait for event":
      return startWait(turn, track, { on: "event", until: afterInStage(turn, instruction.upTo) });
    case "wait for state":
      return startWait(turn, track, { on: "state", until: afterInStage(turn, instruction.upTo) });
    case "wait for winner": {
      const until = afterInStage(turn, instruction.upTo);
      setTrack(turn, track.id, { since: turn.now });
      askForWinner(turn, track, instruction, until);
      return null;
    }
    case "choose": {
      const nth = instruction.arms.findIndex(({ when }) => when === null || holds(when, view(turn)));
      const arm = instruction.arms[nth];
      invariant(arm !== undefined, `the last arm of ${at} always holds`);
      turn.reached.push({ at, way: String(nth) });
      return follow(turn, track, arm.body);
    }
    case "split": {
      const arm = armOf(turn, instruction);
      write(turn, { what: "split", name: instruction.name, step: at, result: arm.name });
      return goTo(turn, track, arm.go);
    }
    case "task":
      startTask(turn, track, instruction);
      return null;
    case "decide":
      startDecision(turn, track, instruction.right);
      return settleDecision(turn, track.id);
    case "tell": {
      const to = addresseeOf(turn, instruction.who, track.actor);
      write(turn, { what: "told", name: at, step: at, to: to.person ?? to.role });
      turn.commands.push({
        do: "tell",
        key: nextId(turn, "l"),
        to: to.person === null ? { role: to.role } : { person: to.person },
        text: instruction.text,
        event: track.event,
        why: "step",
      });
      return goTo(turn, track, instruction.next);
    }
    case "set": {
      write(turn, { what: "set", name: instruction.field, step: at });
      change(turn, { [instruction.field]: valueToSet(turn, instruction) }, null);
      return goTo(turn, track, instruction.next);
    }
    case "call":
      startCall(turn, track, at, instruction);
      return null;
    case "begin":
      write(turn, { what: "began", name: instruction.journey, step: at });
      return begin(turn, track, instruction);
    case "together":
      return startTogether(turn, track, instruction);
    case "every":
      return startRound(turn, track, at, instruction);
    case "retry": {
      const count = (track.counts[at] ?? 0) + 1;
      if (count > instruction.times) return follow(turn, track, { then: "leave", leave: instruction.then });
      setTrack(turn, track.id, { counts: { ...track.counts, [at]: count } });
      return goTo(turn, track, instruction.task);
    }
    case "leave":
      return follow(turn, track, { then: "leave", leave: instruction.leave });
    case "stay":
      return goTo(turn, track, null);
  }
}

/** What comes to nothing leaves a field that has a default with that, and makes another blank. */
function valueToSet(turn: Turn, { field, value, to }: Extract<Instruction, { do: "set" }>): Value {
  const { fields } = turn.state;
  const result = to === undefined ? value : workOut(to, (name) => fields[name] ?? null);
  return result ?? turn.plan.defaults[field] ?? null;
}

/** Its clock runs from now on. */
const waitFrom = (turn: Turn, { id }: Track, waits: TrackWait): void =>
  setTrack(turn, id, { waits, since: turn.now });

function goTo(turn: Turn, track: Track, step: StepName | null): null {
  setTrack(turn, track.id, { at: step, waits: null });
  return null;
}

// ── Waits ─────────────────────────────────────────────────────────────────────────────────────────────────

/** What there is already is not waited for. */
function startWait(turn: Turn, track: Track, waits: TrackWait): Departure | null {
  waitFrom(turn, track, waits);
  return checkWait(turn, { ...track, waits, since: turn.now });
}

/** When a track's wait until a moment is over; `null`: it waits for something else, or the moment is not known. */
export function waitsUntil(plan: Plan, state: State, track: Track): Instant | null {
  if (track.waits?.on !== "moment") return null;
  return comesAt(standsAt(plan, track, "wait until").until, momentViewOf(plan, state, track.waits.since));
}

/** Whether what a track waits for has come. */
export function checkWait(turn: Turn, track: Track): Departure | null {
  switch (track.waits?.on) {
    case "moment":
      return checkMoment(turn, track);
    case "state": {
      const { when, got } = standsAt(turn.plan, track, "wait for state");
      return holds(when, view(turn)) ? waitEnded(turn, track, got, "got") : null;
    }
    case "event":
      return checkEvents(turn, track, track.waits.until);
    default:
      return null;
  }
}

/** A moment that has passed, or has become known and lies in the past, is no wait. */
function checkMoment(turn: Turn, track: Track): Departure | null {
  const until = waitsUntil(turn.plan, turn.state, track);
  if (until === null || until > turn.asOf) return null;
  return waitOver(turn, track, { then: "go", step: standsAt(turn.plan, track, "wait until").next });
}

/** Rule 3: each track uses an event once, the earliest first. */
function checkEvents(turn: Turn, track: Track, until: Instant): Departure | null {
  const wait = standsAt(turn.plan, track, "wait for event");
  const events = spansStages(turn.plan, track.id) ? turn.state.eventsOfJourney : turn.state.events;
  const event = events.find(
    (seen) => !track.used.includes(seen.id) && seen.at <= until && matchesAny(wait.events, seen, view(turn)),
  );
  if (event === undefined) return null;
  const kept = new Set(events.map(({ id }) => id));
  const led = { used: [...track.used.filter((id) => kept.has(id)), event.id], event: event.id };
  setTrack(turn, track.id, led);
  turn.reached.push({ at: stepOf(track), way: "got" });
  return waitEnded(turn, { ...track, ...led }, wait.got, event.kind);
}

/** The time of a wait is over. */
export function timeUp(turn: Turn, track: Track): Departure | null {
  const at = stepOf(track);
  const instruction = instructionAt(turn.plan, at);
  switch (instruction.do) {
    case "wait":
      return waitOver(turn, track, { then: "go", step: instruction.next });
    case "wait for event":
    case "wait for state":
      return waitEnded(turn, track, instruction.none, "none");
    case "wait for winner": {
      const { until } = waitOf(track, "winner");
      if (turn.now >= until) return waitEnded(turn, track, instruction.none, "none");
      askForWinner(turn, track, instruction, until);
      return null;
    }
    case "begin":
      return waitEnded(turn, track, endOf(instruction).none, "none");
    case "together":
      stopTracks(turn, track, "their time is over");
      return waitEnded(turn, track, instruction.none, "none");
    case "every":
      setTrack(turn, track.id, { counts: { ...track.counts, [at]: (track.counts[at] ?? 0) + 1 } });
      return waitOver(turn, track, { then: "go", step: instruction.body ?? at });
    case "send":
      sendWhatIsDue(turn, track);
      return null;
    default:
      return null;
  }
}

function waitEnded(turn: Turn, track: Track, body: Body, result: string): Departure | null {
  const step = stepOf(track);
  write(turn, { what: "waited", name: step, step, result });
  return waitOver(turn, track, body);
}

// ── Winners ───────────────────────────────────────────────────────────────────────────────────────────────

type WaitForWinner = Extract<Instruction, { do: "wait for winner" }>;

/** While there is none it is asked for again each day, and for the last time when the wait is over. */
const LOOKS_EVERY = 86_400_000;

function askForWinner(turn: Turn, track: Track, wait: WaitForWinner, until: Instant): void {
  const ref = nextId(turn, "p");
  setTrack(turn, track.id, { waits: { on: "winner", until, lookAt: until, ref } });
  const { goal } = turn.plan;
  turn.commands.push({ do: "judge", ref, split: wait.split, arms: wait.compares, goal });
}

/** What the aggregate says; a paused track learns it as well, and goes on once it may. */
export function judged(turn: Turn, track: Track, winner: string | null): Departure | null {
  const { arms } = standsAt(turn.plan, track, "wait for winner");
  const won = Object.entries(arms).find(([name]) => name === winner);
  if (won !== undefined) return waitEnded(turn, track, won[1], won[0]);
  const waits = waitOf(track, "winner");
  const lookAt = Math.min(turn.now + LOOKS_EVERY, waits.until);
  setTrack(turn, track.id, { waits: { ...waits, lookAt, ref: null } });
  return null;
}

/** From here on it is time or an event that led on, and no longer the answer of a task. */
function waitOver(turn: Turn, track: Track, body: Body): Departure | null {
  setTrack(turn, track.id, { task: null });
  return follow(turn, track, body);
}

/** `every D, at most N times` waits, then does; after the last round it goes on. */
function startRound(
  turn: Turn,
  track: Track,
  at: StepName,
  every: Extract<Instruction, { do: "every" }>,
): null {
  if ((track.counts[at] ?? 0) < every.times) {
    waitFrom(turn, track, { on: "time", until: afterInStage(turn, every.every) });
    return null;
  }
  const { [at]: _, ...counts } = track.counts;
  setTrack(turn, track.id, { counts });
  return goTo(turn, track, every.next);
}

// ── Other journeys ────────────────────────────────────────────────────────────────────────────────────────

type Begin = Extract<Instruction, { do: "begin" }>;

function begin(turn: Turn, track: Track, { journey, wait, next }: Begin): null {
  const key = nextId(turn, "b");
  if (wait === undefined) {
    turn.commands.push({ do: "begin", key, journey });
    return goTo(turn, track, next);
  }
  const ref = nextId(turn, "p");
  turn.commands.push({ do: "begin", key, journey, ref });
  const until = afterInStage(turn, wait.upTo);
  waitFrom(turn, track, { on: "journey", until, ref, instance: null });
  return null;
}

/** What was begun is known from here on; what was not will never end, so nothing is waited for. */
export function begun(turn: Turn, track: Track, instance: string | null): Departure | null {
  if (instance === null)
    return waitEnded(turn, track, endOf(standsAt(turn.plan, track, "begin")).none, "none");
  setTrack(turn, track.id, { waits: { ...waitOf(track, "journey"), ref: null, instance } });
  return null;
}

/** The journey that a track waits for has ended. */
export function journeyEnded(turn: Turn, instance: string): Departure | null {
  const track = turn.state.tracks.find(({ waits }) => waits?.on === "journey" && waits.instance === instance);
  if (track === undefined) return null;
  return waitEnded(turn, track, endOf(standsAt(turn.plan, track, "begin")).ended, "ended");
}

/** What follows the end of a journey that is waited for. */
function endOf({ journey, wait }: Begin): NonNullable<Begin["wait"]> {
  invariant(wait !== undefined, `nobody waits for ${journey}`);
  return wait;
}

// ── Tracks together ───────────────────────────────────────────────────────────────────────────────────────

type Together = Extract<Instruction, { do: "together" }>;

/** Each goes on from what led here and what its track has used; they take their first steps in source order. */
function startTogether(turn: Turn, track: Track, { upTo, tracks }: Together): null {
  waitFrom(turn, track, { on: "tracks", until: afterInStage(turn, upTo) });
  const { used, event, actor, done } = track;
  const begun = tracks.map(
    ({ name, go }): Track => ({
      id: trackWithin(track.id, name),
      at: go,
      waits: null,
      used,
      counts: {},
      event,
      actor,
      task: null,
      ...(done && { done }),
    }),
  );
  patch(turn, { tracks: [...turn.state.tracks, ...begun] });
  return null;
}

/** One of them has come to its end; `used`: what it has used, which the others' successor does not see again. */
function joinTracks(turn: Turn, track: Track, { used, did }: Pick<Track, "used" | "did">): void {
  const joined = {
    used: [...new Set([...track.used, ...used])],
    ...(did && { did: { ...track.did, ...did } }),
  };
  setTrack(turn, track.id, joined);
  // Another of them has come to its end in the same move, and it has gone on.
  if (track.waits?.on !== "tracks") return;
  const { until, next } = standsAt(turn.plan, track, "together");
  const isOpen = turn.state.tracks.some(({ id }) => parentOf(id) === track.id);
  if (until === "all" && isOpen) return;
  stopTracks(turn, { ...track, ...joined }, "another track has come to its end");
  waitEnded(turn, track, { then: "go", step: next }, until);
}

/** Withdraws the tracks that belong to this one: what they ask, and what they have yet to send. */
function stopTracks(turn: Turn, track: Track, why: string): void {
  const isStopped = (id: string): boolean => id !== track.id && isWithin(id, track.id);
  const stopped = turn.state.tracks.filter(({ id }) => isStopped(id));
  const open = stopped.map(({ id }) => id);
  for (const work of turn.state.work) if (open.includes(work.track)) withdrawWork(turn, work, why);
  dropUnsent(turn, (id) => open.includes(id), why);
  dropCalls(turn, (id) => open.includes(id), why);
  patch(turn, { tracks: turn.state.tracks.filter(({ id }) => !isStopped(id)) });
  setTrack(turn, track.id, { used: [...new Set([...track.used, ...stopped.flatMap(({ used }) => used)])] });
}

/** Goes on with a decision that has fallen. */
export function settleDecision(turn: Turn, id: string): Departure | null {
  const track = trackOf(turn.state, id);
  if (track?.waits?.on !== "decision") return null;
  const outcome = outcomeOf(turn, track.waits.decision);
  if (outcome === null) return null;
  withdrawOpen(turn, track.waits.decision);
  return follow(turn, track, standsAt(turn.plan, track, "decide").results[outcome] ?? { then: "stay" });
}

/** Whether some wait of the plan listens for this event, so that it must be kept for the length of the stage. */
export function isAwaited(turn: Turn, event: Event): boolean {
  const patterns = awaitedIn(turn.plan).get(event.kind);
  return patterns !== undefined && mayMatch(patterns, event, view(turn));
}

/** By kind of event. */
export const awaitedIn = onceFor(({ code }): ReadonlyMap<string, readonly Pattern[]> => {
  const patterns = Object.values(code).flatMap((step) => (step.do === "wait for event" ? step.events : []));
  const kinds = new Set(patterns.map(({ event }) => event));
  return new Map([...kinds].map((kind) => [kind, patterns.filter(({ event }) => event === kind)]));
});

// ── Splits ────────────────────────────────────────────────────────────────────────────────────────────────

type Split = Extract<Instruction, { do: "split" }>;

/** The arm of a subject: the same on each visit, in each version that keeps the split's name. */
function armOf(turn: Turn, split: Split): Split["arms"][number] {
  const bucket = bucketOf(turn.state.subject, turn.plan.journey, split.name);
  let upTo = 0;
  for (const arm of split.arms) {
    upTo += arm.percent * 100;
    if (bucket < upTo) return arm;
  }
  invariant(false, `the arms of ${split.name} do not add up to all`);
}

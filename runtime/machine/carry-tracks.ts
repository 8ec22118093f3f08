/**
 * What is under way, in a later version of the plan: it goes on where its step still is, from its beginning where that
 * is something else now, and is closed where it is nowhere.
 */
import { addDuration } from "../../compiler/calendar-time.ts";
import { invariant } from "../../compiler/invariant.ts";
import type {
  Destination,
  Duration,
  Instant,
  Instruction,
  Plan,
  StepName,
  VersionMove,
} from "../../compiler/plan.ts";
import { isAlike } from "../../compiler/ways.ts";
import { refit, takeFitted } from "./carry-work.ts";
import { presentTrack } from "./present.ts";
import type { Command } from "./protocol.ts";
import type { Offer, Track, TrackWait, Was } from "./state.ts";
import {
  calendarOf,
  instructionAt,
  isWithin,
  messagesOf,
  parentOf,
  patch,
  rightOf,
  rootOf,
  setTrack,
  standsAt,
  stepOf,
  type Turn,
  trackOf,
  write,
} from "./turn.ts";
import { withdrawWork } from "./work.ts";

/** Tracks before those that belong to them, so that these follow what has become of it. */
export function carryTracks(turn: Turn, move: VersionMove, was: Was): void {
  const ids = turn.state.tracks.map(({ id }) => id).toSorted((one, other) => one.length - other.length);
  for (const id of ids) {
    const track = trackOf(turn.state, id);
    if (track !== undefined) carryTrack(turn, { move, was }, track);
  }
  joinWhatIsEmpty(turn);
}

interface Carried {
  readonly move: VersionMove;
  readonly was: Was;
}

function carryTrack(turn: Turn, carried: Carried, track: Track): void {
  const { move, was } = carried;
  const id = idNow(move, track.id);
  if (id === null || isWithout(turn, id))
    return closeTrack(turn, track, `version ${move.to} has no such track`);
  const done = was.done[track.id];
  const kept: Track = {
    ...track,
    id,
    counts: byStepNow(move, track.counts),
    task: track.task === null ? null : stepNow(move, track.task),
    ...(track.did && { did: byStepNow(move, track.did) }),
    ...(done && { done: byStepNow(move, done) }),
  };
  if (track.at === null) return replace(turn, track.id, kept);
  if (track.waits?.on === "offer") {
    const { behind: wanted } = track.waits;
    const behind = wanted === null ? null : leaveNow(turn.plan, move, wanted);
    return replace(turn, track.id, { ...kept, at: stepNow(move, track.at), waits: { on: "offer", behind } });
  }
  const to = placeOf(move, track.at);
  if (to.is !== "step") return closeTrack(turn, track, whyClosed(move, track.at, to));
  goOnAt(turn, carried, kept, track, to.step);
}

const whyClosed = (move: VersionMove, at: StepName, to: Destination): string =>
  to.is === "end" ? `version ${move.to} ends it at ${at}` : `version ${move.to} has no ${at}`;

/** A track of several together whose like there is no more; the one that they belong to is where it goes on already. */
function isWithout({ plan, state }: Turn, id: string): boolean {
  const parent = parentOf(id);
  if (parent === null) return false;
  const instruction = instructionAt(plan, stepOf(presentTrack(state, parent)));
  const name = id.slice(parent.length + 1);
  return instruction.do !== "together" || !instruction.tracks.some((one) => one.name === name);
}

function goOnAt(turn: Turn, { move, was }: Carried, kept: Track, before: Track, step: StepName): void {
  const at = stepOf(before);
  const old = was.steps[at];
  invariant(old !== undefined, `${at} was taken along`);
  const now = instructionAt(turn.plan, step);
  const isAsBefore = isAlike(old, now) && staysAsAsked(old, now, before);
  const open = isAsBefore ? turn.state.work.filter(({ track }) => track === before.id) : [];
  const fitted = open.flatMap((work) => refit(turn, { move, was }, work, kept.id, step) ?? []);
  if (!isAsBefore || fitted.length < open.length) {
    withdrawAt(turn, before, `version ${move.to} has something else at ${at}`);
    const { since: _, ...anew } = kept;
    return replace(turn, before.id, { ...anew, at: step, waits: null });
  }
  const stage = stageNow(move, turn.state.stage ?? "");
  replace(turn, before.id, { ...kept, at: step, waits: retimed(turn, stage, kept, old, now) });
  for (const work of fitted) takeFitted(turn, work);
}

/** Answers that were given count for as long as they can still be given. */
function staysAsAsked(old: Instruction, now: Instruction, { waits }: Track): boolean {
  if (now.do === "task") {
    const order = now.and?.order;
    if (waits?.on !== "works") return order === undefined;
    return (
      order !== undefined && waits.asked.every(({ answer }) => answer === null || order.includes(answer))
    );
  }
  if (now.do !== "send" || old.do !== "send") return true;
  // What nobody had to agree to is not sent before somebody has.
  if (now.approval !== undefined && old.approval === undefined) return false;
  return (now.to === undefined) === (old.to === undefined);
}

// ── Clocks ────────────────────────────────────────────────────────────────────────────────────────────────

/** A length that is another one now counts from when the wait began. */
function retimed(
  turn: Turn,
  stage: string,
  { waits, since }: Track,
  old: Instruction,
  now: Instruction,
): TrackWait | null {
  if (waits === null || !("until" in waits)) return withRight(turn, waits);
  const length = lengthOf(now);
  invariant(length !== null && since !== undefined, `${now.do} waits by the clock`);
  if (JSON.stringify(length) === JSON.stringify(lengthOf(old))) return waits;
  const owner = turn.plan.stages[stage]?.owner ?? turn.plan.owner;
  const until: Instant = addDuration(calendarOf(turn.plan, owner), since, length);
  return waits.on === "winner"
    ? { ...waits, until, lookAt: Math.min(waits.lookAt, until) }
    : { ...waits, until };
}

/** Answers to a decision that the right does not know any more have fallen. */
function withRight(turn: Turn, waits: TrackWait | null): TrackWait | null {
  if (waits?.on !== "decision") return waits;
  const { answers } = rightOf(turn.plan, waits.decision.right);
  const asks = waits.decision.asks.filter(({ answer }) => answer === null || answers.includes(answer));
  return { ...waits, decision: { ...waits.decision, asks } };
}

function lengthOf(instruction: Instruction): Duration | null {
  switch (instruction.do) {
    case "wait":
      return instruction.lasting;
    case "wait for event":
    case "wait for state":
    case "wait for winner":
    case "together":
      return instruction.upTo;
    case "every":
      return instruction.every;
    case "begin":
      return instruction.wait?.upTo ?? null;
    default:
      return null;
  }
}

// ── Closing ───────────────────────────────────────────────────────────────────────────────────────────────

/** It is over, with all that belongs to it. */
export function closeTrack(turn: Turn, track: Track, why: string): void {
  for (const one of turn.state.tracks) if (isWithin(one.id, track.id)) withdrawAt(turn, one, why);
  const keys = turn.state.unsent.filter((unsent) => isWithin(unsent.track, track.id)).map(({ key }) => key);
  drop(turn, keys);
  write(turn, { what: "withdrawn", name: track.at ?? track.id, step: track.at, why });
  patch(turn, { tracks: turn.state.tracks.filter(({ id }) => !isWithin(id, track.id)) });
}

/** What a track waits for no longer stands. */
function withdrawAt(turn: Turn, track: Track, why: string): void {
  for (const work of turn.state.work) if (work.track === track.id) withdrawWork(turn, work, why);
  const { waits } = track;
  drop(turn, [...messagesOf(track).map(({ key }) => key), ...(waits?.on === "call" ? [waits.key] : [])]);
}

function drop(turn: Turn, keys: readonly string[]): void {
  if (keys.length === 0) return;
  const dropped: Command = { do: "drop", keys };
  turn.commands.push(dropped);
  patch(turn, { unsent: turn.state.unsent.filter(({ key }) => !keys.includes(key)) });
}

/** Of tracks together none is left, where some were: what they were waited for has come to its end. */
function joinWhatIsEmpty(turn: Turn): void {
  const { tracks } = turn.state;
  for (const track of tracks)
    if (track.waits?.on === "tracks" && !tracks.some(({ id }) => parentOf(id) === track.id))
      setTrack(turn, track.id, { at: standsAt(turn.plan, track, "together").next, waits: null });
}

/** In its place, and all that goes by its id. */
function replace(turn: Turn, before: string, track: Track): void {
  const { tracks, unsent, work } = turn.state;
  const renamed = (id: string): string => (id === before ? track.id : id);
  patch(turn, {
    tracks: tracks.map((one) => (one.id === before ? track : one)),
    unsent: unsent.map((one) => ({ ...one, track: renamed(one.track) })),
    work: work.map((one) => ({ ...one, track: renamed(one.track) })),
  });
}

// ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────

export const placeOf = (move: VersionMove, step: StepName): Destination =>
  move.steps[step] ?? { is: "step", step };

/** `null`: it is nowhere. */
export const stepNow = (move: VersionMove, step: StepName): StepName | null => {
  const place = placeOf(move, step);
  return place.is === "step" ? place.step : null;
};

function idNow(move: VersionMove, id: string): string | null {
  const root = rootOf(id);
  const now = move.handlers[root];
  return now === null ? null : (now ?? root) + id.slice(root.length);
}

const byStepNow = <T>(
  move: VersionMove,
  table: Readonly<Record<StepName, T>>,
): Readonly<Record<StepName, T>> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([step, value]): [string, T][] => {
      const now = move.alike?.[step] ?? stepNow(move, step);
      return now === null ? [] : [[now, value]];
    }),
  );

const stageNow = (move: VersionMove, stage: string): string => move.stages[stage]?.to ?? stage;

/** Where a handover leads; `null`: there is no such handover any more, or no such stage. */
export function leaveNow(
  { handovers }: Plan,
  move: VersionMove,
  leave: Offer["leave"],
): Offer["leave"] | null {
  const { stage, through } = leave;
  const isGone = move.stages[stage] === null || (through !== null && handovers[through] === undefined);
  return isGone ? null : { ...leave, stage: stageNow(move, stage) };
}

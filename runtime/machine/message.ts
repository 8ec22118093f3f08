/** A message on its way through the contact policy: asked for, deferred, held, or put before a person first. */
import type { Instant, Instruction, Who } from "../../compiler/plan.ts";
import type { Command, PersonId, SendOutcome } from "./protocol.ts";
import type { SendState, Track, Work } from "./state.ts";
import {
  afterInStage,
  instructionAt,
  isLeaving,
  isPaused,
  nextId,
  patch,
  setTrack,
  type Turn,
  takeBack,
  trackOf,
  write,
} from "./turn.ts";
import { askFor, withdrawWork } from "./work.ts";

type Send = Extract<Instruction, { do: "send" }>;

/** Messages that are remembered as perhaps not gone; each is tried for a week, and caps are tight. */
const MOST_UNSENT = 100;

export function startSend(turn: Turn, track: Track, send: Send): void {
  const key = nextId(turn, "m");
  patch(turn, { unsent: [...turn.state.unsent, { key, track: track.id }].slice(-MOST_UNSENT) });
  const message = { key, before: null, ref: null, until: null, work: null, approvedBy: null };
  const { approval } = send;
  if (approval === undefined) return askLedger(turn, track, { ...message, before: lastInstant(turn, send) });
  // Once a person has agreed, the policy does not ask for another.
  const work = askFirst(turn, track, approval.by, approval.ladder);
  setTrack(turn, track.id, { waits: { on: "message", message: { ...message, work } } });
}

const lastInstant = (turn: Turn, { deferAtMost }: Send): Instant | null =>
  deferAtMost === null ? null : afterInStage(turn, deferAtMost);

/** The ledger decides anew each time: consent, holds and caps are those of the instant at which it goes out. */
export function askLedger(turn: Turn, track: Track, message: SendState): void {
  const { step, send } = sendAt(turn, track);
  const ref = nextId(turn, "p");
  setTrack(turn, track.id, {
    waits: { on: "message", message: { ...message, ref, until: null, work: null } },
  });
  turn.commands.push({
    do: "send",
    ref,
    key: message.key,
    message: send.message,
    step,
    stage: turn.state.stage ?? "",
    holder: turn.state.holder,
    orDrop: send.orDrop,
    before: message.before,
    approvedBy: message.approvedBy,
    ...(send.namesEvent && track.event !== null && { event: track.event }),
  });
}

/** What the ledger said. The track goes on once the message has gone, or never will. */
export function ledgerSaid(turn: Turn, track: Track, message: SendState, outcome: SendOutcome): void {
  const waitsWith = (change: Partial<SendState>): void =>
    setTrack(turn, track.id, {
      waits: { on: "message", message: { ...message, ref: null, until: null, work: null, ...change } },
    });
  // A stage that is left waits for nothing.
  if (outcome.is !== "sent" && isLeaving(turn.plan, track.id)) {
    forget(turn, message.key);
    return goOn(turn, track);
  }
  switch (outcome.is) {
    case "deferred":
      return waitsWith({ until: outcome.until });
    case "held":
      return waitsWith({ until: message.before });
    case "ask":
      return waitsWith({ work: askFirst(turn, track, { the: "holder" }, outcome.ladder) });
    case "sent":
      return goOn(turn, track);
    default:
      forget(turn, message.key);
      return goOn(turn, track);
  }
}

/** It will never go out, so nothing need keep it back. */
const forget = (turn: Turn, unsent: string): void =>
  patch(turn, { unsent: turn.state.unsent.filter(({ key }) => key !== unsent) });

/** The person who was asked first has answered. */
export function approvalSaid(
  turn: Turn,
  track: Track,
  message: SendState,
  approved: boolean,
  by: PersonId,
): void {
  if (!approved) return withhold(turn, track, message, by, "the person who was asked first withheld it");
  const { send } = sendAt(turn, track);
  const before = send.approval === undefined ? message.before : lastInstant(turn, send);
  askAgain(turn, track, { ...message, before, work: null, approvedBy: by });
}

/**
 * Silence has come to the end of a ladder that only notes it. It never consents: the message does not go out, and the
 * track goes on without it. Answers whether the request was one for a message's approval.
 */
export function approvalNeverCame(turn: Turn, work: Work): boolean {
  const track = trackOf(turn.state, work.track);
  if (work.record.kind !== "approve" || track?.waits?.on !== "message") return false;
  const why = "nobody agreed to it in time";
  withdrawWork(turn, work, why);
  withhold(turn, track, track.waits.message, null, why);
  return true;
}

function withhold(turn: Turn, track: Track, message: SendState, by: PersonId | null, why: string): void {
  const { step, send } = sendAt(turn, track);
  forget(turn, message.key);
  write(turn, { what: "message", name: send.message, step, by, result: "withheld", why });
  goOn(turn, track);
}

/** Holds of the account were cleared. A message before which a person is asked waits for their answer all the same. */
export function released(turn: Turn, key: string): void {
  for (const { id, waits } of turn.state.tracks) {
    const track = trackOf(turn.state, id);
    if (track === undefined || waits?.on !== "message" || waits.message.key !== key) continue;
    if (waits.message.ref === null && waits.message.work === null) askAgain(turn, track, waits.message);
  }
}

/** Asks at once, or, for a track that is paused, when it goes on: what was due when it stopped is due then. */
export function askAgain(turn: Turn, track: Track, message: SendState): void {
  if (!isPaused(turn, track)) return askLedger(turn, track, message);
  const until = turn.state.offer?.pausedAt ?? turn.now;
  setTrack(turn, track.id, { waits: { on: "message", message: { ...message, until } } });
}

function askFirst(turn: Turn, track: Track, who: Who, ladder: string): string {
  const { step, send } = sendAt(turn, track);
  return askFor(turn, {
    kind: "approve",
    name: send.message,
    step,
    title: `May we send ${send.message}?`,
    who,
    asker: track.actor,
    ladder,
    track: track.id,
    answers: { approved: [], withheld: [] },
    event: track.event,
  });
}

function sendAt(turn: Turn, track: Track): { step: string; send: Send } {
  const step = track.at ?? "";
  const send = instructionAt(turn.plan, step);
  if (send.do !== "send") throw new Error(`${step} is no send`);
  return { step, send };
}

const goOn = (turn: Turn, track: Track): void =>
  setTrack(turn, track.id, { at: sendAt(turn, track).send.next, waits: null });

/** Keeps back what has not gone out of these tracks: what was asked for in this very turn is not asked. */
export function dropUnsent(turn: Turn, isLeft: (track: string) => boolean, why: string): void {
  const keys = turn.state.unsent.filter(({ track }) => isLeft(track)).map(({ key }) => key);
  if (keys.length === 0) return;
  const isSend = (command: Command): command is Extract<Command, { do: "send" }> =>
    command.do === "send" && keys.includes(command.key);
  for (const { message, step } of takeBack(turn, isSend))
    write(turn, { what: "message", name: message, step, result: "dropped", why });
  turn.commands.push({ do: "drop", keys });
  patch(turn, { unsent: turn.state.unsent.filter(({ key }) => !keys.includes(key)) });
}

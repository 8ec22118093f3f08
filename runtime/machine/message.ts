/** A message on its way through the contact policy: asked for, deferred, held, or put before a person first. */
import type { Instruction } from "../../compiler/plan.ts";
import type { PersonId, SendOutcome } from "./protocol.ts";
import type { SendState, Track } from "./state.ts";
import {
  afterInStage,
  instructionAt,
  isPaused,
  nextId,
  patch,
  setTrack,
  type Turn,
  trackOf,
  write,
} from "./turn.ts";
import { askFor } from "./work.ts";

type Send = Extract<Instruction, { do: "send" }>;

/** Messages of a stage that are remembered as perhaps not gone; each is tried for a week, and caps are tight. */
const MOST_UNSENT = 100;

export function startSend(turn: Turn, track: Track, send: Send): void {
  const key = nextId(turn, "m");
  patch(turn, { unsent: [...turn.state.unsent, key].slice(-MOST_UNSENT) });
  const before = send.deferAtMost === null ? null : afterInStage(turn, send.deferAtMost);
  askLedger(turn, track, { key, before, ref: null, until: null, work: null, approvedBy: null });
}

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
  });
}

/** What the ledger said. The track goes on once the message has gone, or never will. */
export function ledgerSaid(turn: Turn, track: Track, message: SendState, outcome: SendOutcome): void {
  const waitsWith = (change: Partial<SendState>): void =>
    setTrack(turn, track.id, {
      waits: { on: "message", message: { ...message, ref: null, until: null, work: null, ...change } },
    });
  switch (outcome.is) {
    case "deferred":
      return waitsWith({ until: outcome.until });
    case "held":
      return waitsWith({ until: message.before });
    case "ask":
      return waitsWith({ work: askFirst(turn, track, outcome.ladder) });
    case "sent":
      return goOn(turn, track);
    default:
      forget(turn, message.key);
      return goOn(turn, track);
  }
}

/** It will never go out, so nothing need keep it back. */
const forget = (turn: Turn, unsent: string): void =>
  patch(turn, { unsent: turn.state.unsent.filter((key) => key !== unsent) });

/** The person who was asked first has answered. */
export function approvalSaid(
  turn: Turn,
  track: Track,
  message: SendState,
  approved: boolean,
  by: PersonId,
): void {
  if (approved) return askAgain(turn, track, { ...message, work: null, approvedBy: by });
  const { step, send } = sendAt(turn, track);
  forget(turn, message.key);
  write(turn, {
    what: "message",
    name: send.message,
    step,
    by,
    result: "withheld",
    why: "the person who was asked first withheld it",
  });
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
function askAgain(turn: Turn, track: Track, message: SendState): void {
  if (!isPaused(turn, track)) return askLedger(turn, track, message);
  const until = turn.state.offer?.pausedAt ?? turn.now;
  setTrack(turn, track.id, { waits: { on: "message", message: { ...message, until } } });
}

function askFirst(turn: Turn, track: Track, ladder: string): string {
  const { step, send } = sendAt(turn, track);
  return askFor(turn, {
    kind: "approve",
    name: send.message,
    step,
    title: `May we send ${send.message}?`,
    who: { the: "holder" },
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

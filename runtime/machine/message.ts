/** A message on its way through the contact policy: asked for, deferred, held, or put before a person first. */
import { invariant } from "../../compiler/invariant.ts";
import type { Instant, Instruction, Who } from "../../compiler/plan.ts";
import { instructionOf, presentTrack, stepOf } from "./present.ts";
import type { Command, CommandResult, PersonId, SendOutcome, WorkId } from "./protocol.ts";
import type { SendState, Track, Work } from "./state.ts";
import {
  afterInStage,
  isLeaving,
  isPaused,
  messagesOf,
  nextId,
  patch,
  setTrack,
  type Turn,
  takeBack,
  trackOf,
  write,
} from "./turn.ts";
import { askFor, withdrawWork } from "./work.ts";

type ContactsFound = Pick<Extract<CommandResult, { found: unknown }>, "found" | "more">;
type Send = Extract<Instruction, { do: "send" }>;

/** Messages that are remembered as perhaps not gone; each is tried for a week, and caps are tight. */
const MOST_UNSENT = 400;

export function startSend(turn: Turn, track: Track, send: Send): void {
  const { approval, to } = send;
  if (to !== undefined && approval === undefined) return askContacts(turn, track, null);
  // To several it is no message yet: it stands for those that follow once somebody has agreed.
  const message = to === undefined ? newMessage(turn, track) : emptyMessage(nextId(turn, "m"));
  if (approval === undefined) return askLedger(turn, track, { ...message, before: lastInstant(turn, send) });
  // Once a person has agreed, the policy does not ask for another.
  const work = askFirst(turn, track, approval.by, approval.ladder);
  setTrack(turn, track.id, { waits: { on: "message", message: { ...message, work } } });
}

const emptyMessage = (key: string): SendState => ({
  key,
  before: null,
  ref: null,
  until: null,
  work: null,
  approvedBy: null,
});

/** It may go out from here on. */
function newMessage(turn: Turn, track: Track): SendState {
  const key = nextId(turn, "m");
  patch(turn, { unsent: [...turn.state.unsent, { key, track: track.id }].slice(-MOST_UNSENT) });
  return emptyMessage(key);
}

const lastInstant = (turn: Turn, { deferAtMost }: Send): Instant | null =>
  deferAtMost === null ? null : afterInStage(turn, deferAtMost);

/** Of several each goes its own way, and the others stay as they are. */
function setMessage(turn: Turn, id: string, message: SendState): void {
  const { waits } = presentTrack(turn.state, id);
  if (waits?.on === "messages") {
    const messages = waits.messages.map((one) => (one.key === message.key ? message : one));
    return setTrack(turn, id, { waits: { ...waits, messages } });
  }
  setTrack(turn, id, { waits: { on: "message", message } });
}

/** The track goes on once none of its messages is under way. */
function messageOver(turn: Turn, id: string, { key }: SendState): void {
  const track = presentTrack(turn.state, id);
  const { waits } = track;
  const others = messagesOf(track).filter((one) => one.key !== key);
  if (waits?.on !== "messages") return goOn(turn, track);
  if (others.length > 0) return setTrack(turn, id, { waits: { ...waits, messages: others } });
  if (waits.more === undefined) return goOn(turn, track);
  askContacts(turn, track, waits.approvedBy, waits.more);
}

// ── Several at once ───────────────────────────────────────────────────────────────────────────────────────

/** Who they are is asked at the instant at which the message goes out; of many, some at a time. */
function askContacts(turn: Turn, track: Track, approvedBy: PersonId | null, after?: string): void {
  const { to } = sendAt(turn, track).send;
  invariant(to !== undefined, `${track.at} is for one alone`);
  const ref = nextId(turn, "p");
  const { kind, where } = to;
  const behind = after === undefined ? {} : { more: after };
  setTrack(turn, track.id, { waits: { on: "messages", ref, approvedBy, ...behind, messages: [] } });
  turn.commands.push({ do: "find", ref, kind, where, ...(after !== undefined && { after }) });
}

export function contactsFound(turn: Turn, track: Track, { found, more }: ContactsFound): void {
  if (track.waits?.on !== "messages") return;
  const { step, send } = sendAt(turn, track);
  const { more: behind, approvedBy, ...waits } = track.waits;
  if (found.length === 0) {
    const why = "nobody of the account is meant";
    if (behind === undefined)
      write(turn, { what: "message", name: send.message, step, result: "dropped", why });
    return goOn(turn, track);
  }
  const before = lastInstant(turn, send);
  const messages = found.map((to) => ({ ...newMessage(turn, track), to, before, approvedBy }));
  setTrack(turn, track.id, {
    waits: { ...waits, approvedBy, ref: null, messages, ...(more !== undefined && { more }) },
  });
  for (const message of messages) askAgain(turn, track, message);
}

// ── The ledger ────────────────────────────────────────────────────────────────────────────────────────────

/** The ledger decides anew each time: consent, holds and caps are those of the instant at which it goes out. */
export function askLedger(turn: Turn, track: Track, message: SendState): void {
  const { step, send } = sendAt(turn, track);
  const ref = nextId(turn, "p");
  setMessage(turn, track.id, { ...message, ref, until: null, work: null });
  turn.commands.push({
    do: "send",
    ref,
    key: message.key,
    ...(message.to !== undefined && { to: message.to }),
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

/** Those that have been put off until now. */
export function sendWhatIsDue(turn: Turn, track: Track): void {
  for (const message of messagesOf(track))
    if (message.ref === null && message.until !== null && message.until <= turn.asOf)
      askLedger(turn, track, message);
}

/** What the ledger said. The track goes on once the message has gone, or never will. */
export function ledgerSaid(turn: Turn, track: Track, message: SendState, outcome: SendOutcome): void {
  const waitsWith = (change: Partial<SendState>): void =>
    setMessage(turn, track.id, { ...message, ref: null, until: null, work: null, ...change });
  // A stage that is left waits for nothing.
  if (outcome.is !== "sent" && isLeaving(turn.plan, track.id)) {
    forget(turn, message.key);
    return messageOver(turn, track.id, message);
  }
  switch (outcome.is) {
    case "deferred":
      return waitsWith({ until: outcome.until });
    case "held":
      return waitsWith({ until: message.before });
    case "ask": {
      // Of several to whom it goes one answer is enough.
      const asked = messagesOf(track).find(({ work }) => work !== null)?.work;
      if (asked !== undefined) return waitsWith({ work: asked });
      const ladder = ladderHere(turn, outcome.ladder);
      if (ladder !== undefined) return waitsWith({ work: askFirst(turn, track, { the: "holder" }, ladder) });
      const why = `nobody can be asked: this version has no ladder ${outcome.ladder}`;
      return withhold(turn, track, message, null, why);
    }
    case "sent":
      return messageOver(turn, track.id, message);
    default:
      forget(turn, message.key);
      return messageOver(turn, track.id, message);
  }
}

/** The policy is that of today, and may name a ladder that came after this version: then one that it has is climbed. */
const ladderHere = ({ plan: { ladders } }: Turn, name: string): string | undefined =>
  ladders[name] === undefined ? Object.keys(ladders).toSorted()[0] : name;

/** It will never go out, so nothing need keep it back. */
const forget = (turn: Turn, unsent: string): void =>
  patch(turn, { unsent: turn.state.unsent.filter(({ key }) => key !== unsent) });

/** The person who was asked first has answered; `work` is what they were asked. */
export function approvalSaid(turn: Turn, track: Track, work: WorkId, approved: boolean, by: PersonId): void {
  const { send } = sendAt(turn, track);
  const asked = messagesOf(track).filter((message) => message.work === work);
  if (approved && track.waits?.on === "message" && send.to !== undefined) return askContacts(turn, track, by);
  // One answer is for all, those who come later too.
  if (!approved) noMore(turn, track);
  else if (track.waits?.on === "messages")
    setTrack(turn, track.id, { waits: { ...track.waits, approvedBy: by } });
  for (const message of asked) {
    const before = send.approval === undefined ? message.before : lastInstant(turn, send);
    if (approved) askAgain(turn, track, { ...message, before, work: null, approvedBy: by });
    else withhold(turn, track, message, by, "the person who was asked first withheld it");
  }
}

/**
 * Silence has come to the end of a ladder that only notes it. It never consents: the message does not go out, and the
 * track goes on without it. Answers whether the request was one for a message's approval.
 */
export function approvalNeverCame(turn: Turn, work: Work): boolean {
  const track = trackOf(turn.state, work.track);
  if (work.record.kind !== "approve" || track === undefined) return false;
  const asked = messagesOf(track).filter((message) => message.work === work.record.id);
  if (asked.length === 0) return false;
  const why = "nobody agreed to it in time";
  noMore(turn, track);
  withdrawWork(turn, work, why);
  for (const message of asked) withhold(turn, track, message, null, why);
  return true;
}

/** What is withheld from some goes to none who would come after them. */
function noMore(turn: Turn, { id, waits }: Track): void {
  if (waits?.on !== "messages") return;
  const { more: _, ...rest } = waits;
  setTrack(turn, id, { waits: rest });
}

function withhold(turn: Turn, track: Track, message: SendState, by: PersonId | null, why: string): void {
  const { step, send } = sendAt(turn, track);
  forget(turn, message.key);
  write(turn, {
    what: "message",
    name: send.message,
    step,
    by,
    to: message.to ?? null,
    result: "withheld",
    why,
  });
  messageOver(turn, track.id, message);
}

/** Holds of the account were cleared. A message before which a person is asked waits for their answer all the same. */
export function released(turn: Turn, key: string): void {
  for (const track of turn.state.tracks)
    for (const message of messagesOf(track))
      if (message.key === key && message.ref === null && message.work === null)
        askAgain(turn, track, message);
}

/** Asks at once, or, for a track that is paused, when it goes on: what was due when it stopped is due then. */
export function askAgain(turn: Turn, track: Track, message: SendState): void {
  if (!isPaused(turn, track)) return askLedger(turn, track, message);
  setMessage(turn, track.id, { ...message, until: turn.state.offer?.pausedAt ?? turn.now });
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
  return { step: stepOf(track), send: instructionOf(turn.plan, track, "send") };
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

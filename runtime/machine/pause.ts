/**
 * Giving way to another journey of the exclusive group (docs/language.md, rule 13): its clocks and messages stop until
 * that one has ended, and go on from there.
 */

import { addRunning, later, shifted } from "./clock.ts";
import { askAgain } from "./message.ts";
import { invite } from "./outside.ts";
import type { Input } from "./protocol.ts";
import { endByGivingWay } from "./settle.ts";
import type { Paused, Work } from "./state.ts";
import {
  calendarOf,
  ladderOf,
  messagesOf,
  patch,
  setWork,
  stageOf,
  type Turn,
  trackOf,
  workOf,
  write,
} from "./turn.ts";
import { rungTime } from "./work-clock.ts";

/** More facts than this in one pause is a flood; of more the oldest goes. */
const MOST_WAITING = 200;

/** What follows an exit gives way to nothing: its journey has ended. */
export function giveWay(turn: Turn, to: string, how: "pauses" | "ends"): void {
  if (turn.state.exit !== null)
    return write(turn, { what: "ignored", name: to, why: `the journey has ended: ${turn.state.exit}` });
  if (how === "ends") endByGivingWay(turn, to);
  else pause(turn, to, []);
}

export function pause(turn: Turn, to: string, waiting: readonly Input[]): void {
  patch(turn, { paused: { to, since: turn.now, waiting } });
  write(turn, { what: "paused", name: to, why: `${turn.plan.journey} gives way to ${to}` });
}

/** The one that it waits for has itself given way, and this one now waits for the other. */
export function waitFor(turn: Turn, to: string): void {
  const { paused } = turn.state;
  if (paused !== null) patch(turn, { paused: { ...paused, to } });
}

/** A repeat takes no place from what waits. */
export function keepWaiting(turn: Turn, input: Input): void {
  const { paused, seen } = turn.state;
  if (paused === null) return;
  const id = reportOf(input);
  if (id !== null && (seen.includes(id) || paused.waiting.some((other) => reportOf(other) === id))) return;
  patch(turn, { paused: { ...paused, waiting: [...paused.waiting, input].slice(-MOST_WAITING) } });
}

/** What a report is known by; `null`: an event, of which it is known already whether it is a repeat. */
function reportOf(input: Input): string | null {
  if (input.is === "called") return input.key;
  return input.is === "left" || input.is === "journey ended" ? input.id : null;
}

/** Sets the clocks on; what was held or put off asks the ledger anew, in its turn. */
export function resume(turn: Turn, { to, since }: Paused): void {
  const { now } = turn;
  const { boundAt, offer, pauses, tracks, work } = turn.state;
  patch(turn, {
    paused: null,
    pauses: [...pauses, [since, now]],
    boundAt: boundAt === null || !("lasting" in stageOf(turn).bound) ? boundAt : later(boundAt, since, now),
    tracks: tracks.map((track) => ({ ...track, waits: shifted(track.waits, since, now) })),
    offer: offer === null ? null : { ...offer, pausedAt: offer.pausedAt + (now - since) },
  });
  write(turn, { what: "resumed", name: to, why: `${to} has ended` });
  for (const { record } of work) setOn(turn, record.id, since);
  for (const { id } of tracks) askIfHeld(turn, id);
}

/** A clock on a person counts on in their hours. */
function setOn(turn: Turn, id: string, since: number): void {
  const work = workOf(turn.state, id);
  if (work === undefined) return;
  const due = work.record.due === null ? null : dueOf(turn, work);
  const rungAt = rungOf(turn, work, since);
  setWork(turn, id, { rungAt, record: { ...work.record, due } });
  const after = workOf(turn.state, id);
  if (after !== undefined && due !== work.record.due)
    turn.commands.push({ do: "open work", work: after.record });
  // What they were told of the time no longer holds.
  if (work.linkUntil != null) invite(turn, id);
}

const dueOf = (turn: Turn, { record, ladder, clockFrom }: Work): number =>
  addRunning(
    calendarOf(turn.plan, record.role),
    clockFrom,
    ladderOf(turn.plan, ladder).within,
    turn.state.pauses,
  );

/** While nobody is found it is no rung that is waited for, but the next look. */
function rungOf(turn: Turn, work: Work, since: number): number | null {
  if (work.rungAt === null) return null;
  return work.stuck === null ? rungTime(turn, work, work.rung) : later(work.rungAt, since, turn.now);
}

/** What no clock will bring back: the hold may have been cleared, or was this very pause. */
function askIfHeld(turn: Turn, id: string): void {
  const track = trackOf(turn.state, id);
  if (track === undefined) return;
  for (const message of messagesOf(track)) {
    const isHeld = message.until === null || message.until === message.before;
    if (isHeld && message.ref === null && message.work === null) askAgain(turn, track, message);
  }
}

/**
 * Standing still: while it gives way to another journey of the exclusive group (docs/language.md, rule 13), and while
 * whoever looks after the installation has paused it (13.16). Its clocks and messages stop until each of the two is
 * over, and go on from there.
 */

import type { Instant } from "../../compiler/plan.ts";
import { addRunning, later, stoodStill } from "./clock.ts";
import { askAgain } from "./message.ts";
import { invite } from "./outside.ts";
import type { Input, PersonId } from "./protocol.ts";
import { endByGivingWay } from "./settle.ts";
import type { Paused, PauseReason, Stretch, Work } from "./state.ts";
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
  else pauseFor(turn, to);
}

/** Where it waits for one that has itself given way, it waits for the other from now on. */
export function pauseFor(turn: Turn, to: string): void {
  const before = reasonIn(turn.state.paused, "gives way");
  stand(turn, { is: "gives way", to, since: before?.since ?? turn.now });
  if (before === undefined)
    write(turn, { what: "paused", name: to, why: `${turn.plan.journey} gives way to ${to}` });
}

/** Who paused it first is who has. */
export function pauseByHand(turn: Turn, by: PersonId, why: string): void {
  const before = reasonIn(turn.state.paused, "by hand");
  if (before !== undefined)
    return write(turn, { what: "ignored", name: "pause", by, why: `${before.by} has paused it already` });
  stand(turn, { is: "by hand", by, why, since: turn.now });
  write(turn, { what: "paused", name: turn.plan.journey, by, why });
}

function stand(turn: Turn, reason: PauseReason): void {
  const paused = turn.state.paused ?? { reasons: [], since: turn.now, stood: [], waiting: [] };
  const others = paused.reasons.filter(({ is }) => is !== reason.is);
  patch(turn, { paused: { ...paused, reasons: [...others, reason] } });
}

export const reasonIn = <Is extends PauseReason["is"]>(
  paused: Paused | null,
  is: Is,
): Extract<PauseReason, { readonly is: Is }> | undefined =>
  paused?.reasons.find((reason): reason is Extract<PauseReason, { readonly is: Is }> => reason.is === is);

/**
 * One of its reasons to stand is over. `stands`: no clock has run for as long as it was one; else the clocks are as if
 * they had. Answers how it stood if none is left, and it goes on.
 */
export function endReason(turn: Turn, reason: PauseReason, stands: boolean): Paused | null {
  const { paused } = turn.state;
  if (paused === null) return null;
  const reasons = paused.reasons.filter(({ is }) => is !== reason.is);
  const stretch: Stretch = [reason.since, turn.now];
  const left = { ...paused, reasons, stood: stands ? [...paused.stood, stretch] : paused.stood };
  patch(turn, { paused: left });
  return reasons.length === 0 ? left : null;
}

/** In order and apart, though its reasons to stand have overlapped. */
function apart(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: [Instant, Instant][] = [];
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last === undefined || last[1] < from) joined.push([from, to]);
    else last[1] = Math.max(last[1], to);
  }
  return joined;
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

/** Whether clocks have run on for some of the time in which it stood. */
export const hasRunOn = ({ now }: Turn, { since, stood }: Paused): boolean =>
  apart(stood).reduce((sum, [from, to]) => sum + (to - from), 0) < now - since;

/** Sets the clocks on; what was held or put off asks the ledger anew, in its turn. */
export function goOnAfter(turn: Turn, { stood }: Paused): void {
  patch(turn, { paused: null });
  const stretches = apart(stood);
  for (const stretch of stretches) setClocksOn(turn, stretch);
  const { tracks, work } = turn.state;
  if (stretches.length > 0) for (const { record } of work) setOn(turn, record.id, stretches);
  for (const { id } of tracks) askIfHeld(turn, id);
}

function setClocksOn(turn: Turn, [since, until]: Stretch): void {
  const { boundAt, offer, pauses, tracks } = turn.state;
  patch(turn, {
    pauses: [...pauses, [since, until]],
    boundAt: boundAt === null || !("lasting" in stageOf(turn).bound) ? boundAt : later(boundAt, since, until),
    tracks: tracks.map((track) => stoodStill(track, since, until)),
    offer: offer === null ? null : { ...offer, pausedAt: offer.pausedAt + (until - since) },
  });
}

/** A clock on a person counts on in their hours. */
function setOn(turn: Turn, id: string, stretches: readonly Stretch[]): void {
  const work = workOf(turn.state, id);
  if (work === undefined) return;
  const due = work.record.due === null ? null : dueOf(turn, work);
  const rungAt = rungOf(turn, work, stretches);
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
function rungOf(turn: Turn, work: Work, stretches: readonly Stretch[]): number | null {
  if (work.rungAt === null) return null;
  if (work.stuck === null) return rungTime(turn, work, work.rung);
  return stretches.reduce((at, [since, until]) => later(at, since, until), work.rungAt);
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

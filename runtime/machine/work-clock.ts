/**
 * The clock on a person: when it runs out, and when each rung of the ladder comes. It counts in the hours of the role
 * that is asked (docs/language.md, rule 6).
 */
import type { Duration, Instant } from "../../compiler/plan.ts";
import { addRunning } from "./clock.ts";
import type { Event } from "./protocol.ts";
import type { Work } from "./state.ts";
import { calendarOf, ladderOf, patch, type Turn } from "./turn.ts";

/** Sets when the clock runs out and when the next rung comes, in the hours of the role that is asked. */
export function startClock(turn: Turn, work: Work): Work {
  if (work.startsOn !== undefined) return { ...work, rungAt: null };
  const calendar = calendarOf(turn.plan, work.record.role);
  const ladder = ladderOf(turn.plan, work.ladder);
  const due = addRunning(calendar, work.clockFrom, ladder.within, turn.state.pauses);
  return {
    ...work,
    record: { ...work.record, due },
    rungAt: rungTime(turn, { ...work, record: { ...work.record, due } }, work.rung),
  };
}

/** `counted from EVENT` (rule 6): from when it last happened in this journey; else the clock waits until it does. */
export function clockOf(turn: Turn, events: readonly string[]): Pick<Work, "clockFrom" | "startsOn"> {
  const seen = events.flatMap((kind) => turn.state.lastInJourney[kind] ?? []);
  if (events.length > 0 && seen.length === 0) return { clockFrom: turn.now, startsOn: events };
  return { clockFrom: Math.max(...seen, ...(events.length === 0 ? [turn.now] : [])) };
}

/** Starts the clocks that waited for this event. */
export function startClocks(turn: Turn, event: Event): void {
  for (const { startsOn, ...work } of turn.state.work) {
    if (!startsOn?.includes(event.kind)) continue;
    const started = startClock(turn, { ...work, clockFrom: event.at });
    patch(turn, {
      work: turn.state.work.map((other) => (other.record.id === work.record.id ? started : other)),
    });
    if (work.picking === null) turn.commands.push({ do: "open work", work: started.record });
  }
}

/** `at last` comes with the end of the clock or the rung before it, whichever is later. */
export function rungTime(turn: Turn, work: Work, index: number): Instant | null {
  const { rungs, within } = ladderOf(turn.plan, work.ladder);
  const rung = rungs[index];
  if (rung === undefined) return null;
  const calendar = calendarOf(turn.plan, work.record.role);
  const after = (length: Duration): Instant =>
    addRunning(calendar, work.clockFrom, length, turn.state.pauses);
  if (rung.at !== "last") return after(rung.at);
  const earlier = rungs.slice(0, index).map((before) => (before.at === "last" ? 0 : after(before.at)));
  return Math.max(after(within), ...earlier);
}

/** Entering and leaving stages, and the exit. Leaving cancels what ran in the stage (rule 2). */
import { addDuration } from "../../compiler/calendar-time.ts";
import { invariant } from "../../compiler/invariant.ts";
import type { Event, PersonId } from "./protocol.ts";
import { MAIN, startTrack } from "./tracks.ts";
import { calendarOf, patch, type Turn, write } from "./turn.ts";
import { withdrawWork } from "./work.ts";

/** What led into a stage. */
export interface Arrival {
  readonly stage: string;
  readonly through: string | null;
  /** Who accepted or was given the subject; `null`: the role, or whoever of it held this subject before. */
  readonly person: PersonId | null;
  readonly event: string | null;
}

export function enterStage(turn: Turn, arrival: Arrival): void {
  const stage = turn.plan.stages[arrival.stage];
  invariant(stage !== undefined, `the plan has no stage ${arrival.stage}`);
  const role = stage.owner;
  const people =
    arrival.person === null ? turn.state.people : { ...turn.state.people, [role]: arrival.person };
  const holder = { role, person: people[role] ?? null };
  const from = turn.state.stage;
  patch(turn, {
    stage: arrival.stage,
    visit: turn.state.visit + 1,
    stageAt: turn.now,
    boundAt: addDuration(calendarOf(turn.plan, role), turn.now, stage.bound.lasting),
    holder,
    people,
    events: [],
    lastInStage: {},
    tracks: [],
    handlers: {},
    offer: null,
  });
  const to = holder.person ?? holder.role;
  if (from === null) write(turn, { what: "entered", name: arrival.stage, to });
  else write(turn, { what: "moved", name: arrival.stage, to, result: from, why: arrival.through });
  startTrack(turn, MAIN, stage.main, { event: arrival.event, actor: null });
}

/** The entry event is one that the first stage has seen: its waits may still use it. */
export function remember(turn: Turn, event: Event): void {
  patch(turn, { events: [...turn.state.events, event].sort((a, b) => a.at - b.at) });
}

/** Withdraws open work, stops every track, and keeps back what has not gone out. */
export function leaveStage(turn: Turn, why: string): void {
  for (const work of turn.state.work) withdrawWork(turn, work, why);
  if (turn.state.unsent.length > 0) turn.commands.push({ do: "drop", keys: turn.state.unsent });
  patch(turn, { tracks: [], unsent: [], offer: null });
}

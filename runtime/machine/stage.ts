/** Entering and leaving stages, and the exit. Leaving cancels what ran in the stage (rule 2). */
import { addDuration } from "../../compiler/calendar-time.ts";
import { invariant } from "../../compiler/invariant.ts";
import { withdrawOffer } from "./offer.ts";
import type { Command, Event, PersonId } from "./protocol.ts";
import { type Cause, startTrack } from "./tracks.ts";
import { calendarOf, MAIN, patch, type Turn, takeBack, write } from "./turn.ts";
import { withdrawWork } from "./work.ts";

/** Events kept for waits; of more the oldest goes, so that a flood cannot fill the state. */
const MOST_EVENTS = 200;

/** What led into a stage. */
export interface Arrival {
  readonly stage: string;
  /** Who accepted or was given the subject; `null`: the role, or whoever of it held this subject before. */
  readonly person: PersonId | null;
  readonly event: string | null;
  readonly cause: Cause;
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
  if (from === null) write(turn, { what: "entered", name: arrival.stage, to, ...arrival.cause });
  else write(turn, { what: "moved", name: arrival.stage, to, result: from, ...arrival.cause });
  startTrack(turn, MAIN, stage.main, { event: arrival.event, actor: null });
}

/** Keeps an event for the waits of the stage, the earliest first. */
export function remember(turn: Turn, event: Event): void {
  const events = [...turn.state.events, event].sort((a, b) => a.at - b.at);
  patch(turn, { events: events.slice(-MOST_EVENTS) });
}

/** Withdraws open work, stops every track, and keeps back what has not gone out. */
export function leaveStage(turn: Turn, why: string): void {
  withdrawOffer(turn, why);
  for (const work of turn.state.work) withdrawWork(turn, work, why);
  dropUnsent(turn, why);
  patch(turn, { tracks: [], unsent: [] });
}

function dropUnsent(turn: Turn, why: string): void {
  const { unsent } = turn.state;
  if (unsent.length === 0) return;
  const isSend = (command: Command): command is Extract<Command, { do: "send" }> => command.do === "send";
  for (const { message, step } of takeBack(turn, isSend))
    write(turn, { what: "message", name: message, step, result: "dropped", why });
  turn.commands.push({ do: "drop", keys: unsent });
}

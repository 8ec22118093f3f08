/**
 * One turn of the machine: the state as it changes, and what the turn asks of the world. Mutable inside a turn and
 * nowhere else; every function of the machine takes one.
 */
import { addDuration } from "../../compiler/calendar-time.ts";
import { invariant } from "../../compiler/invariant.ts";
import type {
  Calendar,
  Duration,
  Handover,
  Instant,
  Instruction,
  Plan,
  Stage,
  StepName,
} from "../../compiler/plan.ts";
import type { View } from "./conditions.ts";
import type { Command, JournalEntry } from "./protocol.ts";
import type { State, Track, Work } from "./state.ts";

export interface Turn {
  readonly plan: Plan;
  readonly now: Instant;
  state: State;
  readonly commands: Command[];
  readonly journal: JournalEntry[];
}

export const patch = (turn: Turn, change: Partial<State>): void => {
  turn.state = { ...turn.state, ...change };
};

/** An id that no other of this instance has, stable under replay. */
export function nextId(turn: Turn, prefix: string): string {
  const serial = turn.state.serial + 1;
  patch(turn, { serial });
  return `${turn.state.instance}#${prefix}${serial}`;
}

type Written = Pick<JournalEntry, "what" | "name"> & Partial<JournalEntry>;

export const entry = (turn: Turn, written: Written): JournalEntry => ({
  at: turn.now,
  stage: turn.state.stage ?? "",
  step: null,
  by: null,
  to: null,
  result: null,
  why: null,
  ...written,
});

export const write = (turn: Turn, written: Written): void => {
  turn.journal.push(entry(turn, written));
};

// ── Looking things up ─────────────────────────────────────────────────────────────────────────────────────

/** What a journey cannot be without: the compiler resolved the name. */
function found<T>(value: T | undefined, what: string, name: string): T {
  invariant(value !== undefined, `the plan has no ${what} ${name}`);
  return value;
}

export function stageOf(turn: Turn): Stage {
  const { stage } = turn.state;
  invariant(stage !== null, "the journey has ended");
  return found(turn.plan.stages[stage], "stage", stage);
}

export const instructionAt = (plan: Plan, step: StepName): Instruction =>
  found(plan.code[step], "step", step);
export const handoverOf = (plan: Plan, name: string): Handover =>
  found(plan.handovers[name], "handover", name);
export const ladderOf = (plan: Plan, name: string) => found(plan.ladders[name], "ladder", name);
export const rightOf = (plan: Plan, name: string) => found(plan.rights[name], "right", name);

export const managerOf = (plan: Plan, role: string): string | null => plan.roles[role]?.reportsTo ?? null;

/** The calendar in which a clock on someone of this role counts. */
export function calendarOf(plan: Plan, role: string): Calendar {
  const { calendar } = found(plan.roles[role], "role", role);
  return found(plan.calendars[calendar], "calendar", calendar);
}

/** Waits of a stage count in its owner's calendar. */
export const afterInStage = (turn: Turn, length: Duration): Instant =>
  addDuration(calendarOf(turn.plan, stageOf(turn).owner), turn.now, length);

export function viewOf(plan: Plan, state: State, now: Instant): View {
  const owner = state.stage === null ? undefined : plan.stages[state.stage]?.owner;
  return {
    now,
    fields: state.fields,
    event: null,
    bands: state.bands,
    stageAt: state.stageAt,
    lastInStage: state.lastInStage,
    lastInJourney: state.lastInJourney,
    ...(owner === undefined ? {} : { calendar: calendarOf(plan, owner) }),
  };
}

export const view = (turn: Turn): View => viewOf(turn.plan, turn.state, turn.now);

export const trackOf = (state: State, id: string): Track | undefined =>
  state.tracks.find((track) => track.id === id);

export function setTrack(turn: Turn, id: string, change: Partial<Track>): void {
  patch(turn, {
    tracks: turn.state.tracks.map((track) => (track.id === id ? { ...track, ...change } : track)),
  });
}

export const workOf = (state: State, id: string): Work | undefined =>
  state.work.find((work) => work.record.id === id);

export function setWork(turn: Turn, id: string, change: Partial<Work>): void {
  patch(turn, {
    work: turn.state.work.map((work) => (work.record.id === id ? { ...work, ...change } : work)),
  });
}

/**
 * One turn of the machine: the state as it changes, and what the turn asks of the world. Mutable inside a turn and
 * nowhere else; every function of the machine takes one.
 */
import { addDuration } from "../../compiler/calendar-time.ts";
import { invariant } from "../../compiler/invariant.ts";
import type {
  Calendar,
  Duration,
  Fields,
  Handover,
  Instant,
  Instruction,
  Leave,
  Plan,
  Stage,
  StepName,
} from "../../compiler/plan.ts";
import type { View } from "./conditions.ts";
import type { MomentView } from "./moments.ts";
import { onceFor } from "./once-for.ts";
import type { Command, Holder, JournalEntry, PersonId, Reached } from "./protocol.ts";
import { withComputed } from "./reckon.ts";
import type { SendState, State, Track, TrackWait, Work } from "./state.ts";
import { zonesOf } from "./zones.ts";

export interface Turn {
  readonly plan: Plan;
  readonly now: Instant;
  /**
   * The instant as of which conditions are looked at. After an outage overdue deadlines are met in order, and what
   * came to hold after one of them does not yet hold at it; `now` is when what follows begins.
   */
  asOf: Instant;
  state: State;
  /** A ladder took the subject back; it moves before anything else is looked at. */
  takenBack?: TakenBack | null;
  /** Fields that have changed and at which somebody outside is reached. */
  readdressed?: readonly string[];
  readonly commands: Command[];
  readonly journal: JournalEntry[];
  readonly reached: Reached[];
}

export interface TakenBack {
  readonly leave: Leave;
  /** The track that waited for the answer. */
  readonly track: string | null;
  readonly name: string;
  readonly step: StepName;
  readonly event: string | null;
}

export const patch = (turn: Turn, change: Partial<State>): void => {
  turn.state = { ...turn.state, ...change };
};

/** The messages that a track has under way. */
export function messagesOf({ waits }: Track): readonly SendState[] {
  if (waits?.on === "message") return [waits.message];
  return waits?.on === "messages" ? waits.messages : [];
}

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

/** What was asked of the world in this very turn, and is not wanted any more, is not asked. */
export function takeBack<C extends Command>(turn: Turn, isUnwanted: (command: Command) => command is C): C[] {
  const unwanted = turn.commands.filter(isUnwanted);
  turn.commands.splice(0, turn.commands.length, ...turn.commands.filter((command) => !isUnwanted(command)));
  return unwanted;
}

// ── Looking things up ─────────────────────────────────────────────────────────────────────────────────────

/** What a journey cannot be without: the compiler resolved the name. */
function found<T>(value: T | undefined, what: string): T {
  invariant(value !== undefined, `the plan has no ${what}`);
  return value;
}

export function stageOf(turn: Turn): Stage {
  const { stage } = turn.state;
  invariant(stage !== null, "the journey has ended");
  return found(turn.plan.stages[stage], `stage ${stage}`);
}

export const instructionAt = (plan: Plan, step: StepName): Instruction =>
  found(plan.code[step], `step ${step}`);

/** The step at which a track stands that waits, or has something done. */
export function stepOf({ id, at }: Pick<Track, "id" | "at">): StepName {
  invariant(at !== null, `the track ${id} is at its end`);
  return at;
}

/** The instruction at which a track stands, of the kind that its wait tells. */
export function standsAt<K extends Instruction["do"]>(
  plan: Plan,
  track: Pick<Track, "id" | "at">,
  kind: K,
): Extract<Instruction, { do: K }> {
  const instruction = instructionAt(plan, stepOf(track));
  const isOfKind = (one: Instruction): one is Extract<Instruction, { do: K }> => one.do === kind;
  invariant(isOfKind(instruction), `the track ${track.id} stands at ${instruction.do}, not at ${kind}`);
  return instruction;
}

/** What a track waits for, of the kind that the step tells at which it stands. */
export function waitOf<K extends TrackWait["on"]>(
  { id, waits }: Track,
  kind: K,
): Extract<TrackWait, { on: K }> {
  const isOfKind = (one: TrackWait | null): one is Extract<TrackWait, { on: K }> => one?.on === kind;
  invariant(isOfKind(waits), `the track ${id} does not wait for ${kind}`);
  return waits;
}

export const handoverOf = (plan: Plan, name: string): Handover =>
  found(plan.handovers[name], `handover ${name}`);
export const ladderOf = (plan: Plan, name: string) => found(plan.ladders[name], `ladder ${name}`);
export const rightOf = (plan: Plan, name: string) => found(plan.rights[name], `right ${name}`);

export const actionOf = (plan: Plan, name: string) => found(plan.actions?.[name], `action ${name}`);

export const managerOf = (plan: Plan, role: string): string | null => plan.roles[role]?.reportsTo ?? null;

/** The calendar in which a clock on someone of this role counts. */
export function calendarOf(plan: Plan, role: string): Calendar {
  const { calendar } = found(plan.roles[role], `role ${role}`);
  return found(plan.calendars[calendar], `calendar ${calendar}`);
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
    journeyAt: state.enteredAt,
    lastInStage: state.lastInStage,
    lastInJourney: state.lastInJourney,
    pauses: state.pauses,
    ...(owner === undefined ? {} : { calendar: calendarOf(plan, owner) }),
  };
}

/** What moments are worked out from; `start`: when that began which they belong to. */
export function momentViewOf(plan: Plan, state: State, start: Instant = state.stageAt): MomentView {
  const owner = state.stage === null ? undefined : plan.stages[state.stage]?.owner;
  const zones = zonesOf(plan, state);
  return {
    calendar: calendarOf(plan, owner ?? plan.owner),
    fields: state.fields,
    stageAt: state.stageAt,
    journeyAt: state.enteredAt,
    lastInJourney: state.lastInJourney,
    start,
    ...(zones && { zones }),
  };
}

export const view = (turn: Turn): View => viewOf(turn.plan, turn.state, turn.asOf);

/** The main track of the stage; those of handlers bear the handler's id. */
export const MAIN = "main";

/** Between the id of a track and the name of one of its tracks together: no name holds it. */
const WITHIN = "+";

export const trackWithin = (parent: string, name: string): string => `${parent}${WITHIN}${name}`;

/** The track that this one belongs to, a track of `together`; `null`: it is its own. */
export const parentOf = (id: string): string | null => {
  const end = id.lastIndexOf(WITHIN);
  return end === -1 ? null : id.slice(0, end);
};

/** The main track, the handler's or the decline's that a track is, or belongs to. */
export const rootOf = (id: string): string => id.split(WITHIN, 1)[0] ?? id;

/** Whether `id` is that track, or belongs to it. */
export const isWithin = (id: string, track: string): boolean =>
  id === track || id.startsWith(`${track}${WITHIN}`);

/** Whether a move withdraws nothing of this handler, nor of the track that bears its id. */
export const spansStages = (plan: Plan, id: string): boolean => spanning(plan).has(rootOf(id));
const spanning = onceFor(
  ({ stages }) =>
    new Set(
      Object.values(stages).flatMap(({ handlers }) =>
        handlers.flatMap(({ id, scope }) => (scope === "journey" ? [id] : [])),
      ),
    ),
);

/** Whether anything of the journey does. */
export const hasSpanning = (plan: Plan): boolean => spanning(plan).size > 0;

/** Whether a track does what stands behind `on leaving this stage`. */
export const isLeaving = (plan: Plan, id: string): boolean =>
  Object.values(plan.stages).some(({ leaving = [] }) => leaving.some((block) => block.id === id));

/** The track of the steps that a decline leads to. */
export const DECLINE = "decline";

/** While an offer stands the giver's main track pauses (rule 5). */
export const isPaused = (turn: Turn, track: Track): boolean =>
  turn.state.offer !== null && rootOf(track.id) === MAIN;

/** The fields that hold addresses of people outside. */
const addressesOf = ({ roles }: Plan): readonly string[] =>
  Object.values(roles).flatMap(({ outside }) => (outside?.at === undefined ? [] : [outside.at]));

/** Takes over what is known of the subject since `at`. */
export function setFields(turn: Turn, fields: Fields, at: Instant): void {
  const since = Object.fromEntries(Object.keys(fields).map((name) => [name, at]));
  const before = turn.state.fields;
  const moved = addressesOf(turn.plan).filter((name) => name in fields && fields[name] !== before[name]);
  if (moved.length > 0) turn.readdressed = [...(turn.readdressed ?? []), ...moved];
  patch(turn, {
    fields: withComputed(turn.plan.computed, { ...before, ...fields }),
    fieldsAt: { ...turn.state.fieldsAt, ...since },
  });
}

/** Sets fields and says so: to the store what is the subject's, to the instance what is its own. */
export function change(turn: Turn, fields: Fields, by: PersonId | null): void {
  const named = Object.entries(fields);
  const own = Object.fromEntries(named.filter(([name]) => isOwn(turn.plan, name)));
  const ofSubject = Object.fromEntries(named.filter(([name]) => !isOwn(turn.plan, name)));
  if (named.length > 0) setFields(turn, fields, turn.now);
  if (Object.keys(ofSubject).length > 0) turn.commands.push({ do: "set", fields: ofSubject, by });
  if (Object.keys(own).length > 0) turn.commands.push({ do: "keep", fields: own });
}

/** Whether the journey knows the field, of its subject or of its own. */
export const isKnown = (plan: Plan, field: string): boolean =>
  isOwn(plan, field) || plan.reads.fields.includes(field);

export const isOwn = (plan: Plan, field: string): boolean => plan.own?.[field] !== undefined;

// ── Who holds ─────────────────────────────────────────────────────────────────────────────────────────────

/** Whoever holds what this role owns: the person who last did in this journey, else the role. */
export function holderOfRole({ people, standIns = {} }: State, role: string): Holder {
  const person = people[role] ?? null;
  const as = person === null ? undefined : standIns[role];
  return { role, person, ...(as === undefined ? {} : { as }) };
}

/** From now on this person holds what `role` owns; `as`: the role in which they were found. */
export function noteHolder(turn: Turn, role: string, person: PersonId, as: string): void {
  const { people, standIns = {} } = turn.state;
  const { [role]: _, ...others } = standIns;
  patch(turn, {
    people: { ...people, [role]: person },
    standIns: as === role ? others : { ...others, [role]: as },
  });
}

/** `null`: none, as no track has that id. */
export const trackOf = (state: State, id: string | null): Track | undefined =>
  state.tracks.find((track) => track.id === id);

/** `null`: of none. */
export function setTrack(turn: Turn, id: string | null, change: Partial<Track>): void {
  patch(turn, {
    tracks: turn.state.tracks.map((track) => (track.id === id ? { ...track, ...change } : track)),
  });
}

/** `null`: none, as no request has that id. */
export const workOf = (state: State, id: string | null): Work | undefined =>
  state.work.find((work) => work.record.id === id);

export function setWork(turn: Turn, id: string, change: Partial<Work>): void {
  patch(turn, {
    work: turn.state.work.map((work) => (work.record.id === id ? { ...work, ...change } : work)),
  });
}

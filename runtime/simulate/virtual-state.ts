/**
 * What a world in virtual time consists of. `virtual-world` runs it, `virtual-commands` changes it. Whatever is looked
 * for at each event is found by an index, and never by going through everybody.
 */
import type { Library, People } from "../../compiler/library.ts";
import type { Fields, Instant, Plan } from "../../compiler/plan.ts";
import type { EntryWatch } from "../ingest/due-entry.ts";
import type { Input, JournalEntry, PersonId, Reached, StepOutcome, WorkRecord } from "../machine/protocol.ts";
import type { State } from "../machine/state.ts";
import type { Counted } from "../policy/subject-scores.ts";
import { Agenda, type Due } from "./agenda.ts";
import { type FoundBy, SubjectIndex } from "./subject-index.ts";

export interface WorldOptions {
  readonly library: Library;
  readonly plans: readonly Plan[];
  readonly people: People;
  readonly start: Instant;
  /** Who is told what happens; the world itself then keeps nothing of what is over. */
  readonly witness?: Witness;
}

/** Whom a world tells what happens in it, as it happens. */
export interface Witness {
  /** The machine has taken an input in, and what it wrote down has been told; `before` is `null` at the start. */
  stepped(instance: Instance, before: State | null, input: Input, outcome: StepOutcome<State>): void;
  wrote(instance: Instance, entry: JournalEntry): void;
  /** A request is with this person from now on; with nobody, while none is found. */
  asked(instance: Instance, work: WorkRecord): void;
  /** The subject is in this band of a score from now on; `null`: in none. */
  banded?(subject: VirtualSubject, score: string, band: string | null, at: Instant): void;
}

export interface VirtualSubject {
  readonly id: string;
  readonly kind: string;
  readonly order: number;
  fields: Fields;
  /** When each field was last said. */
  fieldsAt: Readonly<Record<string, Instant>>;
  /** The latest instant of each kind of event that has happened to it. */
  readonly happened: Map<string, Instant>;
  readonly since: Instant;
  /** What is counted of it, as it was last brought up to date. */
  counted: Readonly<Record<string, Counted>>;
  /** The fields that it has had since. */
  countedWith: Fields;
  bands: Readonly<Record<string, string | null>>;
  /** Instances of its own that run, in the order of their entries. */
  readonly running: Set<Instance>;
  /** Open ones that somebody else brought first, under a key that this one has brought as well. */
  readonly joined: Set<Instance>;
  /** By journey: each time that it was in it. */
  readonly stays: Map<string, Stay[]>;
  /** `journey/entry` to what is remembered of an entry that no event leads to. */
  readonly watches: Map<string, EntryWatch>;
  /** By their keys. */
  readonly letters: Map<string, VirtualLetter>;
  found: FoundBy;
  /** The account in which others were last told of what it has become. */
  toldIn: string | null;
  due: Due | null;
}

/** A time in a journey. */
export interface Stay {
  readonly instance: string;
  readonly enteredAt: Instant;
  endedAt: Instant | null;
}

export interface Instance {
  readonly id: string;
  readonly order: number;
  readonly plan: Plan;
  readonly subject: VirtualSubject;
  state: State;
  readonly enteredAt: Instant;
  /** When its journey ended; what follows the exit may still run. */
  endedAt: Instant | null;
  /** Who waited for its end knows of it. */
  isTold: boolean;
  /** The same, as it is remembered once the instance is not. */
  readonly stay: Stay;
  /** With `per KEY`: what it is about, and who else has brought it. */
  readonly key: string | null;
  readonly members: Set<VirtualSubject>;
  /** The journey of its group that it has given way to. */
  givesWayTo: string | null;
  /** Fields of the instance itself. */
  own: Fields;
  due: Due | null;
}

export interface Written extends JournalEntry {
  readonly instance: string;
}

/** A message to a subject, in the ledger under its key. */
export interface VirtualLetter {
  readonly key: string;
  readonly instance: string;
  readonly subject: VirtualSubject;
  readonly message: string;
  readonly channel: string;
  readonly priority: number;
  readonly askedAt: Instant;
  readonly counts: boolean;
  /** What it may be merged with. */
  readonly group: string;
  readonly stage: string;
  readonly step: string | null;
  state: "sent" | "set" | "held" | "closed";
  at: Instant;
}

/** Everything in a world; `virtual-commands` changes it, nothing else outside does. */
export interface World {
  readonly options: WorldOptions;
  now: Instant;
  /** As people.yaml has it by now. */
  people: People;
  readonly subjects: Map<string, VirtualSubject>;
  readonly index: SubjectIndex<VirtualSubject>;
  /** With a witness those that run. */
  readonly instances: Map<string, Instance>;
  /** Of journeys `per KEY`, by journey and key: each stay, and the instances that are open. */
  readonly keyed: Map<string, Keyed>;
  readonly journal: Written[];
  /** What was come to and is not written down, each once, by journey; nothing of it with a witness. */
  readonly reached: Map<string, Map<string, Reached>>;
  readonly letters: Map<string, VirtualLetter>;
  /** Of these, what a hold keeps back. */
  readonly held: Set<VirtualLetter>;
  readonly notices: {
    readonly to: PersonId;
    readonly at: Instant;
    readonly text: string;
    readonly instance: string;
  }[];
  /** Open requests by id, with the person they are with. */
  readonly open: Map<string, Pick<WorkRecord, "kind" | "person">>;
  /** Of these, the handovers and tasks that each person has. */
  readonly loads: Map<PersonId, number>;
  /** `role/person` to the number of the pick, which grows. */
  readonly turns: Map<string, number>;
  /** The arm of each split that a line says has won. */
  readonly winners: Map<string, string>;
  /** What calls of an action come to; `null`: they fail. One that is not named is done, with defaults. */
  readonly returns: Map<string, Fields | null>;
  readonly agenda: Agenda;
  /** Whose deadlines may have changed since the agenda was last looked at. */
  readonly touched: Set<Instance | VirtualSubject>;
  picks: number;
  serial: number;
  /** Numbers subjects, instances and whatever else has its place on the agenda. */
  count: number;
}

export interface Keyed {
  readonly stays: Stay[];
  readonly open: Set<Instance>;
}

export const emptyWorld = (options: WorldOptions): World => ({
  options,
  now: options.start,
  people: options.people,
  subjects: new Map(),
  index: new SubjectIndex(options.library),
  instances: new Map(),
  keyed: new Map(),
  journal: [],
  reached: new Map(),
  letters: new Map(),
  held: new Set(),
  notices: [],
  open: new Map(),
  loads: new Map(),
  turns: new Map(),
  winners: new Map(),
  returns: new Map(),
  agenda: new Agenda(),
  touched: new Set(),
  picks: 0,
  serial: 0,
  count: 0,
});

/** Also one that has ended, while what follows its exit is under way. */
export const isRunning = ({ state }: Instance): boolean => state.stage !== null;

/** As they are now: what is done to one may end it, or another. */
export const joinedInstances = ({ joined }: VirtualSubject): readonly Instance[] => [...joined];
export const openInstances = ({ running }: VirtualSubject): readonly Instance[] => [...running];

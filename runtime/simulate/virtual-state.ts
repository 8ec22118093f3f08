/** What a world in virtual time consists of. `virtual-world` runs it, `virtual-commands` changes it. */
import type { Library, People } from "../../compiler/library.ts";
import type { Fields, Instant, Plan } from "../../compiler/plan.ts";
import type { EntryWatch } from "../ingest/due-entry.ts";
import type { JournalEntry, PersonId, WorkRecord } from "../machine/protocol.ts";
import type { State } from "../machine/state.ts";
import type { Counted } from "../policy/subject-scores.ts";

export interface WorldOptions {
  readonly library: Library;
  readonly plans: readonly Plan[];
  readonly people: People;
  readonly start: Instant;
}

export interface VirtualSubject {
  readonly id: string;
  readonly kind: string;
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
}

export interface Instance {
  readonly id: string;
  readonly plan: Plan;
  readonly subject: VirtualSubject;
  state: State;
  readonly enteredAt: Instant;
  /** When its journey ended; what follows the exit may still run. */
  endedAt: Instant | null;
  /** With `per KEY`: what it is about, and who else has brought it. */
  readonly key: string | null;
  readonly members: Set<VirtualSubject>;
  /** The journey of its group that it has given way to. */
  givesWayTo: string | null;
  /** Fields of the instance itself. */
  own: Fields;
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
  readonly instances: Map<string, Instance>;
  /** `subject/journey/entry` to what is remembered of an entry that no event leads to. */
  readonly watches: Map<string, EntryWatch>;
  readonly journal: Written[];
  readonly letters: Map<string, VirtualLetter>;
  readonly notices: {
    readonly to: PersonId;
    readonly at: Instant;
    readonly text: string;
    readonly instance: string;
  }[];
  /** Open requests by id, with the person they are with. */
  readonly open: Map<string, Pick<WorkRecord, "kind" | "person">>;
  /** `role/person` to the number of the pick, which grows. */
  readonly turns: Map<string, number>;
  /** The arm of each split that a line says has won. */
  readonly winners: Map<string, string>;
  /** What calls of an action come to; `null`: they fail. One that is not named is done, with defaults. */
  readonly returns: Map<string, Fields | null>;
  /** When each job of data care runs next. */
  readonly care: Map<string, Instant>;
  picks: number;
  serial: number;
}

/** Also one that has ended, while what follows its exit is under way. */
export const isRunning = ({ state }: Instance): boolean => state.stage !== null;

/** Those that somebody else brought first, under a key that this subject has brought as well. */
export const joinedInstances = (world: World, subject: VirtualSubject): readonly Instance[] =>
  [...world.instances.values()].filter(
    (instance) => instance.members.has(subject) && instance.endedAt === null,
  );

export const openInstances = (world: World, subject: VirtualSubject): readonly Instance[] =>
  [...world.instances.values()].filter((instance) => instance.subject === subject && isRunning(instance));

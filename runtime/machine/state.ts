/** Where one instance stands: plain JSON, everything a run needs besides its plan. */
import type {
  Fields,
  Instant,
  Instruction,
  Ladder,
  Leave,
  Offsets,
  StageBound,
  StepName,
  TimeHandler,
  VersionMove,
} from "../../compiler/plan.ts";
import type { Event, Holder, Input, PersonId, Place, WorkId, WorkRecord } from "./protocol.ts";

export interface State {
  readonly instance: string;
  readonly subject: string;
  readonly enteredAt: Instant;
  /** `null` once the run is over. A journey that has ended may be in the stage that follows its exit. */
  readonly stage: string | null;
  /** Counts the stages entered so far; part of each key, so that a second visit is another effect. */
  readonly visit: number;
  readonly stageAt: Instant;
  /** When the stage's bound runs out; `null` once it has sent the subject on. */
  readonly boundAt: Instant | null;
  /** The moment, where the bound is one, that has sent the subject on in this visit. */
  readonly boundMet?: Instant | null;
  /** The instant as of which conditions were last looked at: turning points up to here are done with. */
  readonly lookedAt: Instant;
  /** Set once the journey has ended. */
  readonly exit: string | null;
  readonly holder: Holder;
  /** The person who last held each role in this journey: they stay holder in later stages of that role. */
  readonly people: Readonly<Record<string, PersonId>>;
  /** Of those who hold a role that they do not fill, the role in which they do: it was given to a manager. */
  readonly standIns?: Readonly<Record<string, string>>;
  readonly fields: Fields;
  /** When the event happened that last set a field: a late event does not undo a later one. */
  readonly fieldsAt: Readonly<Record<string, Instant>>;
  readonly bands: Readonly<Record<string, string | null>>;
  /**
   * Events that some wait listens for, in the order of `at`; the latest of them, see `stage.ts`. Those of this stage,
   * and those since the journey's entry, for tracks that a move does not withdraw.
   */
  readonly events: readonly Event[];
  readonly eventsOfJourney: readonly Event[];
  /** The latest instant of each kind of event since the stage's entry (absence), and since the journey's. */
  readonly lastInStage: Readonly<Record<string, Instant>>;
  readonly lastInJourney: Readonly<Record<string, Instant>>;
  readonly tracks: readonly Track[];
  readonly work: readonly Work[];
  readonly offer: Offer | null;
  /** Set while it gives way to another journey of its group, or has been paused by hand: then nothing goes on. */
  readonly paused: Paused | null;
  /** The times in which it stood, in order: no clock that counts a length of time has run in them. */
  readonly pauses: readonly Stretch[];
  /** What each handler of this stage has done, and each of `in every stage`. */
  readonly handlers: Readonly<Record<StepName, HandlerState>>;
  /** Firings that count for rates beyond the visit: those within the window, or all for `ever`. */
  readonly fired: Readonly<Record<StepName, readonly Instant[]>>;
  /** What `at` handlers have done in this instance; absent in states of before there were any. */
  readonly schedules?: Readonly<Record<StepName, ScheduleState>>;
  /** Messages that may not have gone out, of tracks that have not been left: the machine hears of no delivery. */
  readonly unsent: readonly Unsent[];
  /** The subject's own zone, where the plan has moments in it: what was asked of it last. */
  readonly zone?: KnownZone;
  /** Source of ids within the instance. */
  readonly serial: number;
  /** Ids of the latest inputs: a repeat is ignored. */
  readonly seen: readonly string[];
  /** What people were last shown of it. */
  readonly placed: Place | null;
  /** Set while a later version is to be taken over. */
  readonly moving?: Moving;
}

/** On its way from one version of its plan to a later one (docs/language.md, rule 14). */
export interface Moving {
  readonly move: VersionMove;
  /** The stage that it is about to enter: it has left the one before. */
  readonly arrival?: Arrival;
  /** Packed as it leaves the earlier version. */
  readonly was?: Was;
  /** In the later version: what the store is asked for. */
  readonly ref?: string;
}

/** What led into a stage. */
export interface Arrival {
  readonly stage: string;
  /** Who accepted or was given the subject; `null`: the role, or whoever of it held this subject before. */
  readonly person: PersonId | null;
  /** The role in which they were found; absent: the one that owns the stage. */
  readonly as?: string | undefined;
  readonly event: string | null;
  readonly cause: Cause;
}

/** Why a subject moves or leaves: the rule, the person, and in words what no rule says. */
export interface Cause {
  readonly step: StepName | null;
  readonly by: PersonId | null;
  readonly why: string | null;
}

/** What the earlier version says of what is under way: the later one goes by it where it says something else. */
export interface Was {
  readonly owner: string;
  readonly bound: StageBound;
  /** The stage's bound counts from its entry, as the plan says; else a bound that came back counts anew. */
  readonly isBoundOfEntry: boolean;
  /** The instructions at which tracks stand. */
  readonly steps: Readonly<Record<StepName, Instruction>>;
  readonly ladders: Readonly<Record<string, Ladder>>;
  readonly schedules: Readonly<Record<StepName, TimeHandler["schedule"]>>;
  /** Kinds of events that it was told of, and of those the ones that waits listened for. */
  readonly heard: readonly string[];
  readonly awaited: readonly string[];
  /** By track: what it has done, and will not come to again by the earlier version; with a task's answer. */
  readonly done: Readonly<Record<string, Done>>;
}
export type Done = Readonly<Record<StepName, string | null>>;

export interface Paused {
  /** At most one of each kind; it goes on once there is none. */
  readonly reasons: readonly PauseReason[];
  /** Since when there has been one or another. */
  readonly since: Instant;
  /** Within that, in order of their beginning, what is over: times for which no clock has run. */
  readonly stood: readonly Stretch[];
  /** What came in meanwhile, and is taken in once it goes on. */
  readonly waiting: readonly Input[];
}

export type PauseReason =
  /** It gives way to this journey of its group (docs/language.md, rule 13). */
  | { readonly is: "gives way"; readonly to: string; readonly since: Instant }
  /** Whoever looks after the installation has paused it (docs/language.md, 13.16). */
  | { readonly is: "by hand"; readonly by: PersonId; readonly why: string; readonly since: Instant };

/** A zone as it was when it was asked for: what is known of it later changes no moment (docs/language.md, 10.3). */
export interface KnownZone {
  readonly name: string;
  /** Set while its offsets are asked for. */
  readonly ref: string | null;
  /** `null`: there is no such zone. */
  readonly offsets: Offsets | null;
}

/** From one instant to a later one. */
export type Stretch = readonly [from: Instant, to: Instant];

export interface Unsent {
  readonly key: string;
  /** The track that sends it. */
  readonly track: string;
}

export interface HandlerState {
  /** Firings in this visit of the stage. */
  readonly count: number;
  /** It may fire once its condition holds: at first always, save for `turns`; later when it has been otherwise. */
  readonly armed: boolean;
  /** Of the changes that stand beside other tests in its condition, those whose state has been otherwise; absent: none. */
  readonly otherwise?: readonly string[];
  /** Events that its runs so far have used. */
  readonly used: readonly string[];
}

export interface ScheduleState {
  /** Items that have had their run, by their place in the list. */
  readonly done: readonly number[];
  /** The day that came last of those that come again and again. */
  readonly last: Instant | null;
}

/** `main`, the id of a handler, or `decline`; of a track of `together` that of the one it belongs to, `+` its name. */
export interface Track {
  readonly id: string;
  /** The instruction it stands at; `null`: it has ended. */
  readonly at: StepName | null;
  readonly waits: TrackWait | null;
  /** When its wait began, set on by as long as its clock has stood; absent: it waits for no clock. */
  readonly since?: Instant;
  /** Steps with an effect that it has been through, tasks with their answer; absent: none. */
  readonly did?: Done;
  /** Of those, what an earlier version did and this one would come to once more: it is passed by. */
  readonly done?: Done;
  /** Ids of events this track has used. */
  readonly used: readonly string[];
  /** Rounds of loops and retries. */
  readonly counts: Readonly<Record<StepName, number>>;
  /** The event that led here, for the words of its steps. */
  readonly event: string | null;
  /** The person whose act led here: the asker of a decision. */
  readonly actor: Doer | null;
  /** The task whose answer led here; `null` once time or an event has: reopened by a decline that stays. */
  readonly task: StepName | null;
}

/** Someone who did something, with the roles that they filled when they did it. */
export interface Doer {
  readonly person: PersonId;
  readonly roles: readonly string[];
}

export type TrackWait =
  | { readonly on: "time"; readonly until: Instant }
  /** A wait until a moment of the plan, which began at `since`. */
  | { readonly on: "moment"; readonly since: Instant }
  | { readonly on: "event"; readonly until: Instant }
  | { readonly on: "state"; readonly until: Instant }
  | { readonly on: "tracks"; readonly until: Instant }
  /** `ref` while the journey is being begun, `instance` once it has been. */
  | {
      readonly on: "journey";
      readonly until: Instant;
      readonly ref: string | null;
      readonly instance: string | null;
    }
  | { readonly on: "work"; readonly work: WorkId }
  /** A task that several people do, each with an answer of their own. */
  | { readonly on: "works"; readonly asked: readonly AskedOne[] }
  | { readonly on: "decision"; readonly decision: Decision }
  | { readonly on: "message"; readonly message: SendState }
  /**
   * A message to several, each on its own way; `ref` is set while they are looked for. `more`: behind whom the others
   * come, to whom it goes once these are done with.
   */
  | {
      readonly on: "messages";
      readonly ref: string | null;
      readonly approvedBy: PersonId | null;
      readonly more?: string;
      readonly messages: readonly SendState[];
    }
  /** `lookAt`: when the winner is asked for again; `ref` is set while it is. */
  | { readonly on: "winner"; readonly until: Instant; readonly lookAt: Instant; readonly ref: string | null }
  /** A call that is under way. */
  | { readonly on: "call"; readonly key: string }
  /**
   * A leave through a handover: the track goes on only if the offer comes back. `behind`: where it wanted to go while
   * another offer stood; it tries again once that has come back.
   */
  | { readonly on: "offer"; readonly behind: Extract<Leave, { to: "stage" }> | null };

export interface AskedOne {
  readonly work: WorkId;
  /** `null`: they have not answered. */
  readonly answer: string | null;
  /** Who has. */
  readonly by?: PersonId;
}

/** A message on its way through the contact policy. */
export interface SendState {
  readonly key: string;
  /** Whom it is for, where it is not the journey's subject: a subject's id. */
  readonly to?: string;
  /** The last instant at which it may go out. */
  readonly before: Instant | null;
  /** Set while the ledger is asked. */
  readonly ref: string | null;
  /** Set while it is deferred. */
  readonly until: Instant | null;
  /** Set while a person is asked first. */
  readonly work: WorkId | null;
  /** Who agreed, once asked: they are not asked again when the ledger then puts it off. */
  readonly approvedBy: PersonId | null;
}

export interface Decision {
  readonly right: string;
  readonly asker: Doer | null;
  /** The counted sum, once known. */
  readonly sum: number | null;
  /** Set while the sum is asked for. */
  readonly ref: string | null;
  readonly asks: readonly Ask[];
}
export interface Ask {
  readonly role: string;
  /** `null` when the asker's own right answered at once. */
  readonly work: WorkId | null;
  /** Values of the fields that its lines read when it was asked: the version of what is approved. */
  readonly version: Fields;
  readonly answer: string | null;
  readonly by: PersonId | null;
}

/** A request to a person, with its clock. */
export interface Work {
  readonly record: WorkRecord;
  /** The track that waits for it, or `offer`. */
  readonly track: string;
  readonly ladder: string;
  /** The role first asked: `the manager` is its manager. */
  readonly firstRole: string;
  /** The person whose act led to it; absent: nobody's did. */
  readonly asker?: Doer;
  readonly route: string | null;
  readonly clockFrom: Instant;
  /** The clock waits for one of these kinds of events before it begins. */
  readonly startsOn?: readonly string[];
  /** The next rung and when it comes; `null` when the ladder has ended. */
  readonly rung: number;
  readonly rungAt: Instant | null;
  readonly reassigned: number;
  readonly missed: readonly PersonId[];
  /** Not to be asked: the asker where the right excludes them. */
  readonly barred: readonly PersonId[];
  readonly breached: boolean;
  /** The person asked becomes the holder: `by the holder` while only a role held. */
  readonly makesHolder: boolean;
  /** Set while a person is being picked. */
  readonly picking: { readonly ref: string; readonly for: Purpose } | null;
  /** Set while nobody can be found: they are looked for again at `rungAt`. */
  readonly stuck: Purpose | null;
  /** With somebody outside: the last instant at which they may answer, by the link that was sent last. */
  readonly linkUntil?: Instant | null;
}

/** Why a person is picked: asked first, after a silence, after someone passed it on, or as the ladder's end. */
export type Purpose = "ask" | "reassign" | "pass on" | "give";

/** A handover between its trigger and its move. */
export interface Offer {
  readonly handover: string;
  readonly leave: Extract<Leave, { to: "stage" }>;
  readonly phase: "needs" | "carried" | "offered" | "gates" | "declined";
  /** The open request of this phase. */
  readonly work: WorkId | null;
  readonly since: Instant;
  /** Since when the main track has been paused: earlier than `since` where this offer took the place of another. */
  readonly pausedAt: Instant;
  readonly receiver: PersonId | null;
  /** The role in which the receiver was found. */
  readonly receiverAs?: string;
  /** Kinds of events since the offer, for the gates of the move. */
  readonly happened: readonly string[];
  readonly event: string | null;
}

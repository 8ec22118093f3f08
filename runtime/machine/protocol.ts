/**
 * What goes into the machine and what comes out. Both sides are plain JSON: inputs are carried by Temporal
 * signals, updates, timers and activity results (or made up by the simulator), commands by one activity a step.
 *
 * `now` is the instant on the one clock of the installation; inputs arrive in the order of `now`. Before an input,
 * deadlines strictly before its `now` have been ticked (deadlines are inclusive: who answers at the instant is in
 * time).
 */
import type {
  Carried,
  Condition,
  Duration,
  Fields,
  Instant,
  Offsets,
  StepName,
  Template,
  VersionMove,
} from "../../compiler/plan.ts";

export type WorkId = string;
/** A person's id in people.yaml. */
export type PersonId = string;

// ── In ────────────────────────────────────────────────────────────────────────────────────────────────────

export type Input =
  | {
      readonly is: "start";
      readonly now: Instant;
      /** Unique for ever; no personal data. Prefix of all keys that the instance makes. */
      readonly instance: string;
      readonly subject: string;
      readonly stage: string;
      /** The fields that the plan reads, as they are; absent is blank. */
      readonly fields: Fields;
      /** What the instance knows by itself: its key. */
      readonly own?: Fields;
      /** When each of them was last set, of those that have been: a late event does not undo a later value. */
      readonly fieldsAt?: Readonly<Record<string, Instant>>;
      readonly bands: Readonly<Record<string, string | null>>;
      /** The event that led here; `null` when another journey began this one, or time did. */
      readonly event: Event | null;
      /** The journey of its exclusive group that is under way, and to which it gives way from its first instant. */
      readonly givesWayTo?: string;
      /** Its journey has been paused by hand, and it is from its first instant. */
      readonly pausedBy?: { readonly person: PersonId; readonly why: string };
      /** What led here when no event did, in words. */
      readonly why?: string;
    }
  | { readonly is: "event"; readonly now: Instant; readonly event: Event }
  /** Fields that changed outside of this instance. */
  | { readonly is: "fields"; readonly now: Instant; readonly id: string; readonly fields: Fields }
  | {
      readonly is: "band";
      readonly now: Instant;
      readonly id: string;
      readonly score: string;
      readonly band: string | null;
    }
  | { readonly is: "act"; readonly now: Instant; readonly actor: Actor; readonly act: Act }
  /** What came of a call, by its key. */
  | {
      readonly is: "called";
      readonly now: Instant;
      readonly key: string;
      readonly action: string;
      readonly outcome: CallOutcome;
    }
  /** Somebody fills these roles from now on and no others: they have left a role, or all of them. */
  | {
      readonly is: "left";
      readonly now: Instant;
      readonly id: string;
      readonly person: PersonId;
      readonly roles: readonly string[];
    }
  /** Another journey of its exclusive group has begun, of a higher priority (rule 13). */
  | {
      readonly is: "gives way";
      readonly now: Instant;
      readonly id: string;
      readonly to: string;
      readonly how: "pauses" | "ends";
    }
  /** An instance of another journey has ended. */
  | { readonly is: "journey ended"; readonly now: Instant; readonly id: string; readonly instance: string }
  /** The journey that it gave way to has ended. */
  | { readonly is: "goes on"; readonly now: Instant; readonly id: string }
  /** Whoever looks after the installation stops its clocks, and what it does. */
  | {
      readonly is: "pause";
      readonly now: Instant;
      readonly id: string;
      readonly by: PersonId;
      readonly why: string;
    }
  /** They let it go on: with what was left of its clocks, or as if they had run on. */
  | {
      readonly is: "resume";
      readonly now: Instant;
      readonly id: string;
      readonly by: PersonId;
      readonly how: Resuming;
    }
  /** They end it: by an exit of the journey, or outright. */
  | {
      readonly is: "stop";
      readonly now: Instant;
      readonly id: string;
      readonly by: PersonId;
      readonly why: string;
      readonly exit: string | null;
    }
  /** Somebody may be found now for what nobody was found for. */
  | { readonly is: "look again"; readonly now: Instant; readonly id: string }
  /** A message that was held may be asked for again. */
  | { readonly is: "released"; readonly now: Instant; readonly key: string }
  /** Its subject was found to be another one: the journey is over, and the other goes on by the rules of its own. */
  | { readonly is: "merged"; readonly now: Instant; readonly id: string }
  /** A later version of its journey may be taken over, at the next stage or now (rule 14). */
  | { readonly is: "moves"; readonly now: Instant; readonly id: string; readonly move: VersionMove }
  /** The first input of the later version: it takes over what the earlier one left off. */
  | { readonly is: "moved"; readonly now: Instant }
  | { readonly is: "results"; readonly now: Instant; readonly results: readonly CommandResult[] }
  | { readonly is: "tick"; readonly now: Instant };

/** `shift`: what was left is left. `catch up`: what fell due meanwhile happens now, in order. */
export type Resuming = "shift" | "catch up";

/** `why`: a code of ours or of the connector's, and never its words, which may be about somebody. */
export type CallOutcome =
  | { readonly is: "done"; readonly out: Fields }
  | { readonly is: "failed"; readonly why: string };

/** A fact about the subject. `at` is when it happened, which may be earlier than `now`. */
export interface Event {
  readonly id: string;
  readonly kind: string;
  readonly at: Instant;
  /** Of its fields those that the plan reads; one that bears the name of a subject's field updates it. */
  readonly fields: Fields;
}

/** Who acts, as established at the edge of the installation. */
export interface Actor {
  readonly person: PersonId;
  readonly roles: readonly string[];
  /** Rights that this person may exercise for another today. */
  readonly delegateOf: readonly Lent[];
}

/** Nobody lends what they do not hold: the lender's roles are those that they fill today. */
export interface Lent {
  readonly person: PersonId;
  readonly right: string;
  readonly roles: readonly string[];
}

export type Act =
  | { readonly do: "accept"; readonly work: WorkId }
  | { readonly do: "decline"; readonly work: WorkId; readonly reason: string; readonly evidence: Fields }
  | {
      readonly do: "complete";
      readonly work: WorkId;
      readonly result: string | null;
      readonly evidence: Fields;
    }
  | { readonly do: "decide"; readonly work: WorkId; readonly answer: string; readonly evidence: Fields }
  /** Unprompted: what the stage lets their role do (docs/language.md, section 8). */
  | { readonly do: "request"; readonly name: string; readonly evidence: Fields };

/** An act that answers a request to a person. */
export type Answer = Exclude<Act, { do: "request" }>;

/** Why an act is not taken: facts, and one sentence for the person. */
export interface Refusal {
  readonly code:
    | "unknown-work"
    | "not-yours"
    | "already-answered"
    | "unknown-answer"
    | "missing-evidence"
    | "link-expired"
    | "wrong-kind"
    | "unknown-request"
    | "under-way"
    | "journey-paused"
    | "journey-ended";
  readonly message: string;
}

// ── Out ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Commands with a `ref` are answered in the next `results`; nothing else is put in before. */
export type Command =
  /** Pick a person for this work and ask them; the work is written down with them. */
  | {
      readonly do: "assign";
      readonly ref: string;
      readonly work: WorkRecord;
      readonly role: string;
      readonly route: string | null;
      /** The first pick of a route may fall to its `otherwise` role; a reassignment may not. */
      readonly first: boolean;
      readonly exclude: readonly PersonId[];
      /** `by A and B`: whoever these are with, or has answered already, is not asked, if another can be. */
      readonly beside?: { readonly works: readonly WorkId[]; readonly people: readonly PersonId[] };
      /** Written with the picked person as `to`; not written when nobody is found. */
      readonly entry: JournalEntry;
    }
  /** The work as it is now: opened, moved to another person, its clock restarted. */
  | { readonly do: "open work"; readonly work: WorkRecord }
  | {
      readonly do: "close work";
      readonly work: WorkId;
      readonly how: "done" | "withdrawn";
      readonly by: PersonId | null;
      readonly result: string | null;
      readonly evidence: Fields;
    }
  | {
      readonly do: "send";
      readonly ref: string;
      /** Idempotency key: instance, step and visit. */
      readonly key: string;
      /** Whom it is for, where it is not the journey's subject: a subject's id. */
      readonly to?: string;
      readonly message: string;
      readonly step: StepName;
      readonly stage: string;
      readonly holder: Holder;
      readonly orDrop: boolean;
      /** The last instant at which it may still go out; `null`: while the stage lasts. */
      readonly before: Instant | null;
      /** Set when the policy asked a person first and they agreed. */
      readonly approvedBy: PersonId | null;
      /** The event whose fields the message may name. */
      readonly event?: string;
    }
  /** An action is called; what came of it follows as an input of its own, however long it takes. */
  | {
      readonly do: "call";
      /** Unique in the installation for ever; the idempotency key is made from it, the step and the visit. */
      readonly key: string;
      readonly action: string;
      readonly step: StepName;
      readonly visit: number;
      readonly with: Fields;
      /** Real milliseconds that an attempt may take. */
      readonly within: number;
      readonly attempts: number;
    }
  /** What has not gone out of these may not go out any more, and calls are not tried again. */
  | { readonly do: "drop"; readonly keys: readonly string[] }
  | {
      readonly do: "tell";
      readonly key: string;
      readonly to: { readonly role: string } | { readonly person: PersonId };
      readonly text: Template;
      /** The event whose fields the text may name. */
      readonly event: string | null;
      readonly why: "step" | "ladder" | "decline" | "withdrawn" | "remind" | "asked";
      /** To somebody outside the company, who answers this request by a link in the letter. */
      readonly link?: Link;
    }
  | { readonly do: "set"; readonly fields: Fields; readonly by: PersonId | null }
  /** Fields of the instance itself. */
  | { readonly do: "keep"; readonly fields: Fields }
  /** With a `ref` the instance is asked for, whose end is waited for. */
  | { readonly do: "begin"; readonly key: string; readonly journey: string; readonly ref?: string }
  /** The sum of a field over the account's subjects that changed it within so many days (a right's `counts`). */
  | {
      readonly do: "sum";
      readonly ref: string;
      readonly field: string;
      readonly over: string;
      readonly days: number;
    }
  /**
   * Records of the subject's account of a kind of whom the condition holds, each address once; no more than a run can
   * have under way. `after`: those that come behind the ones it was told of last.
   */
  | {
      readonly do: "find";
      readonly ref: string;
      readonly kind: string;
      readonly where: Condition | null;
      readonly after?: string;
    }
  /** Which of these arms of a split has won, by the journey's goal. */
  | {
      readonly do: "judge";
      readonly ref: string;
      readonly split: string;
      readonly arms: readonly string[];
      readonly goal: { readonly event: string; readonly within: Duration };
    }
  /** The offsets of a zone, for the years to come: zone data is the world's, and a run keeps what it was told. */
  | { readonly do: "zone"; readonly ref: string; readonly zone: string }
  /**
   * What the store knows and the version before did not keep: fields and scores as they are, and what has happened since
   * the journey's entry of these kinds, no more than a run keeps of events.
   */
  | {
      readonly do: "recall";
      readonly ref: string;
      readonly fields: readonly string[];
      readonly scores: readonly string[];
      readonly events: readonly string[];
      readonly since: Instant;
    }
  /** The instance has taken over its plan's version; `refused`: it stays, and was to go on by `to`. */
  | { readonly do: "version"; readonly is: "taken over"; readonly from: number }
  | { readonly do: "version"; readonly is: "refused"; readonly to: number; readonly why: string }
  /** Where the instance stands, for people and search attributes. */
  | { readonly do: "place"; readonly place: Place }
  /**
   * The journey has ended. `goesOn`: what follows the exit begins, of this same run; the end of that is told with the
   * same command once more.
   */
  | {
      readonly do: "end";
      readonly exit: string;
      readonly outcome: "success" | "failure" | "neutral";
      readonly goesOn?: true;
    };

/** What a link in a letter answers, and the last instant at which it does. */
export interface Link {
  readonly work: WorkId;
  readonly until: Instant;
}

export interface Holder {
  /** The owner of the stage. */
  readonly role: string;
  readonly person: PersonId | null;
  /** The role in which this person holds, where it is another: it was given to the manager. */
  readonly as?: string;
}

export interface Place {
  readonly stage: string;
  readonly holder: Holder;
  /** The journey that it has given way to, and that it waits for. */
  readonly paused?: string;
  /** Who has paused it by hand. */
  readonly pausedBy?: PersonId;
  /** What is awaited, in words: `acceptance of sales_ready by anna`. */
  readonly awaits: string;
  readonly until: Instant | null;
}

/** A request to a person, as the inbox shows it. */
export interface WorkRecord {
  readonly id: WorkId;
  /** `request`: nobody was asked. It is written down as done, with what was said. */
  /** `hold`: whoever is found holds the subject from then on; it is given, and not asked. */
  readonly kind: "accept" | "task" | "decide" | "approve" | "data" | "request" | "hold";
  /** Handover, task, right, message, request, stage or, for `data`, the handover that waits for it. */
  readonly name: string;
  readonly step: StepName;
  readonly stage: string;
  readonly title: Template;
  readonly role: string;
  readonly person: PersonId | null;
  readonly openedAt: Instant;
  /** `null` when its ladder has ended: it stays open, and overdue. */
  readonly due: Instant | null;
  /** Labels that it can be answered with, and the evidence that each needs. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
  /** The event whose fields the title may name. */
  readonly event: string | null;
  /** What travels with it. */
  readonly carries: readonly Carried[];
}

export type CommandResult =
  | { readonly ref: string; readonly person: PersonId | null; readonly role: string }
  | { readonly ref: string; readonly sent: SendOutcome }
  | { readonly ref: string; readonly sum: number }
  /** The instance that was begun, or joined; `null`: its entry was refused. */
  | { readonly ref: string; readonly began: string | null }
  | { readonly ref: string; readonly winner: string | null }
  /** `null`: there is no such zone. */
  | { readonly ref: string; readonly offsets: Offsets | null }
  | { readonly ref: string; readonly recalled: Recalled }
  /** Ids of subjects. `more`: there are others, to be asked for with this as `after`. */
  | { readonly ref: string; readonly found: readonly string[]; readonly more?: string };

/** `fieldsAt`: when each was last set, of those that have been. Events in the order in which they happened. */
export interface Recalled {
  readonly fields: Fields;
  readonly fieldsAt: Readonly<Record<string, Instant>>;
  readonly bands: Readonly<Record<string, string | null>>;
  readonly events: readonly Event[];
}

/** What the contact ledger says (docs/language.md, rule 7). */
export type SendOutcome =
  | { readonly is: "sent" }
  | { readonly is: "deferred"; readonly until: Instant; readonly why: string }
  /** The account is on hold; `released` follows. */
  | { readonly is: "held"; readonly why: string }
  | { readonly is: "ask"; readonly ladder: string; readonly why: string }
  | { readonly is: "suppressed"; readonly why: string }
  | { readonly is: "dropped"; readonly why: string };

// ── Written down ──────────────────────────────────────────────────────────────────────────────────────────

export type JournalKind =
  | "entered"
  | "moved"
  | "exited"
  | "closed"
  | "paused"
  | "resumed"
  | "offered"
  | "accepted"
  | "declined"
  | "given"
  | "reassigned"
  | "reminded"
  | "escalated"
  | "breached"
  | "noted"
  | "asked"
  | "completed"
  | "decided"
  | "requested"
  | "left"
  | "migrated"
  | "withdrawn"
  | "message"
  | "told"
  | "began"
  | "merged"
  | "called"
  | "set"
  | "split"
  | "waited"
  | "blank"
  | "ignored"
  | "stuck";

/** One thing that happened or, as stated in `why`, did not. Ids and names only: nothing personal. */
export interface JournalEntry {
  readonly at: Instant;
  readonly what: JournalKind;
  /** Stage, handover, task, right, message, journey or exit. */
  readonly name: string;
  readonly stage: string;
  readonly step: StepName | null;
  /** The person who did it; `null`: the machine. */
  readonly by: PersonId | null;
  /** The person or role it reached. */
  readonly to: string | null;
  /** The answer, arm or outcome. */
  readonly result: string | null;
  readonly why: string | null;
}

export interface StepOutcome<State> {
  readonly state: State;
  readonly commands: readonly Command[];
  readonly journal: readonly JournalEntry[];
  /** What was come to and is not written down: for whoever asks what a scenario has been through. */
  readonly reached: readonly Reached[];
}

/** An arm of a choice by its number, the firing of a handler, what a wait got, or the rung of a ladder by its number. */
export interface Reached {
  readonly at: StepName | `ladder ${string}`;
  readonly way: string;
}

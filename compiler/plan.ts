/**
 * The plan: what a journey compiles to, and all that a run needs. Plain JSON, types only.
 *
 * Everything here is resolved: names point at things that exist, event sets are expanded, durations are split by
 * how they count, calendars carry their offsets and closed days, and each instruction knows what comes next. The
 * machine reads a plan and nothing else, so a run never depends on the host it happens to run on.
 *
 * Identity of a plan is the SHA-256 of its canonical JSON (RFC 8785); where its parts stand in the source is kept
 * beside it (`SourceMap`), so that moving a comment changes no hash, and a released version never changes (rule 14).
 */

/** Milliseconds since 1970-01-01T00:00Z on the one clock of the installation (see `runtime/clock`). */
export type Instant = number;

/** Stable name of an instruction, such as `nurture/opening/a/customer_story`; survives edits elsewhere. */
export type StepName = string;

/**
 * Money is whole units of its currency; a percent of 20 is `20`; dates are `YYYY-MM-DD`, with a time of day
 * `YYYY-MM-DD HH:MM`; times `HH:MM`. A length of time is exact (`ms` alone), save what is added to a date, which may
 * have months.
 */
export type Value = string | number | boolean | Money | Duration | null;
export interface Money {
  readonly amount: number;
  readonly currency: string;
}
export type Fields = Readonly<Record<string, Value>>;

export type FieldType =
  | {
      readonly type: "text" | "email" | "url" | "number" | "money" | "percent" | "date" | "time" | "duration";
    }
  | { readonly type: "yes_no" | "country" | "time_zone" | "message" }
  | { readonly type: "one_of"; readonly values: readonly string[] };

/**
 * A length of time, by how each part counts (docs/language.md, rule 6). Parts are added in the order months,
 * days, ms, businessDays, businessMs. Months and days move the local date and keep the clock time; a month clips
 * at the month's end.
 */
export interface Duration {
  readonly months?: number;
  readonly days?: number;
  readonly ms?: number;
  readonly businessDays?: number;
  readonly businessMs?: number;
}

// ── Moments ───────────────────────────────────────────────────────────────────────────────────────────────

/** What a moment is counted from. */
export type Anchor =
  /** The stage's entry; the journey's; or when that began which the moment belongs to: a wait, an offer, a visit. */
  | { readonly from: "entry" | "journey entry" | "start" }
  /** A date of the subject, with or without a time of day: not known while it is blank. */
  | { readonly from: "field"; readonly field: string }
  /** The latest of these kinds since the journey's entry: not known before. */
  | { readonly from: "event"; readonly events: readonly string[] }
  /** `YYYY-MM-DD` or `YYYY-MM-DD HH:MM`, local. */
  | { readonly from: "date"; readonly date: string }
  /** The earlier of those that are known; the later once both are. */
  | { readonly from: "earlier" | "later"; readonly of: readonly Moment[] }
  /** The end of the day, week (from Monday), month, quarter or year in which the `start` lies. */
  | { readonly from: "end"; readonly of: CalendarUnit };
export type CalendarUnit = "day" | "week" | "month" | "quarter" | "year";

/**
 * A point in time that is worked out while a run goes on, and again whenever what it is counted from changes
 * (docs/language.md, "Schedules"). In this order: the anchor, what lies before or after it, the time of day, the
 * next open day. Local times are those of the stage owner's calendar.
 */
export interface Moment {
  readonly anchor: Anchor;
  readonly before?: Duration;
  readonly after?: Duration;
  /** Minutes since the local midnight. From the `start`: the first such time of day from there on. */
  readonly time?: number;
  /** A day on which nobody works becomes the next one on which somebody does; the time of day stays. */
  readonly openDay?: true;
  readonly ownZone?: OwnZone;
}

/**
 * `in their own zone`: dates, times of day and open hours are those on the clock of the subject's zone; of `otherwise`,
 * an IANA name, where that is blank or no zone that is known.
 */
export interface OwnZone {
  readonly otherwise: string;
}

/** Days that come again and again: `every second tuesday from 2026-06-02, 09:00`. */
export interface Recurrence {
  /** Whole days or months from one to the next. */
  readonly every: { readonly days: number } | { readonly months: number };
  /** 0 for Monday: the first such day on or after `from` is the first of all. */
  readonly weekday?: number;
  /** A local date; else the day of the stage's entry. */
  readonly from?: string;
  /** Minutes since the local midnight. */
  readonly time: number;
  readonly openDay?: true;
  readonly ownZone?: OwnZone;
}

/** `[from, minutes east of UTC]`, ascending; before the first `from` its offset holds, too. */
export type Offsets = readonly (readonly [from: Instant, minutes: number])[];

/** A calendar with its zone and holidays resolved for a stated horizon; local times need no zone data. */
export interface Calendar {
  readonly zone: string;
  /** The first entry's `from` is the horizon's start. */
  readonly offsets: Offsets;
  /** Open minutes of the local day for Monday to Sunday, each `[from, to)`, ascending and disjoint. */
  readonly week: readonly (readonly (readonly [from: number, to: number])[])[];
  /** Local dates that are closed, as days since 1970-01-01, ascending. */
  readonly closed: readonly number[];
  /** The horizon for which offsets and holidays are resolved. */
  readonly from: Instant;
  readonly until: Instant;
}

export interface Role {
  readonly title: string;
  readonly calendar: string;
  readonly reportsTo: string | null;
  /** One holder for each value of this field of the subject: who serves it in people.yaml. */
  readonly per?: string;
  /** Somebody outside the company, who answers by a signed link (docs/language.md, section 3.7). */
  readonly outside?: Outside;
}

export interface Outside {
  /** The field of the subject that holds their address: one person for each subject. Absent: people.yaml. */
  readonly at?: string;
  /** How long a link can be used from when it is sent, in the role's calendar; absent: as long as the request stands. */
  readonly linkFor?: Duration;
}

// ── Conditions ────────────────────────────────────────────────────────────────────────────────────────────

/** A subject's field, a field of the event under test, a constant, or what two others come to. */
export type Operand =
  | { readonly of: "subject"; readonly field: string }
  | { readonly of: "event"; readonly field: string }
  | { readonly of: "value"; readonly value: Value }
  /** Blank where a part is blank, a divisor is zero, or two currencies meet. Scales are constants within. */
  | {
      readonly of: "computed";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: Operand;
      readonly right: Operand;
    };

/**
 * A condition as a tree. `blank` is what a test answers when its left side is blank: the compiler accepts no test
 * over a field that may be blank unless the text says this, so it is never an accident.
 */
export type Condition =
  | { readonly is: "all"; readonly of: readonly Condition[] }
  | { readonly is: "any"; readonly of: readonly Condition[] }
  | { readonly is: "not"; readonly of: Condition }
  | {
      readonly is: "compare";
      readonly left: Operand;
      readonly operator: "<" | "<=" | ">" | ">=" | "=" | "!=";
      readonly right: Operand;
      readonly blank: boolean;
    }
  | { readonly is: "in"; readonly left: Operand; readonly values: readonly Value[]; readonly blank: boolean }
  /** `matches` compares whole words without case: `words` are its alternatives, each a word or a phrase. */
  | {
      readonly is: "text";
      readonly how: "matches" | "contains" | "starts with" | "ends with";
      readonly left: Operand;
      readonly words: readonly string[];
      readonly blank: boolean;
    }
  | { readonly is: "blank"; readonly left: Operand }
  | { readonly is: "band"; readonly score: string; readonly band: string }
  /** True while `of` holds, if it has been otherwise before in this stage. Only behind `when`. */
  | { readonly is: "turns"; readonly of: Condition }
  /**
   * No such event for so long, counted from the latest one, else from the stage's entry; with `since: "journey"`, for
   * what stands in no stage, from the journey's entry, whatever was moved meanwhile.
   */
  | {
      readonly is: "absent";
      readonly events: readonly Pattern[];
      readonly lasting: Duration;
      readonly since?: "journey";
    }
  /** `E has happened since …`: without a moment since the journey's entry. No, while the moment is not known. */
  | { readonly is: "happened"; readonly events: readonly string[]; readonly since?: Moment };

/** An event of this kind whose own fields satisfy `where`. Sets of events are already expanded. */
export interface Pattern {
  readonly event: string;
  readonly where: Condition | null;
}

// ── People ────────────────────────────────────────────────────────────────────────────────────────────────

export type Who =
  | { readonly the: "holder" | "manager" | "giver" | "receiver" | "owner" | "asker" }
  | { readonly role: string; readonly route: string | null };

export interface Ladder {
  /** A clock that runs past this is a breach of whoever held it. Inclusive. */
  readonly within: Duration;
  readonly rungs: readonly Rung[];
}
/** `at: "last"` comes when nothing before it can be done, and at the latest when the clock has run out. */
export interface Rung {
  readonly at: Duration | "last";
  readonly actions: readonly RungAction[];
}
export type RungAction =
  | { readonly do: "remind" }
  | { readonly do: "tell"; readonly who: Who }
  | { readonly do: "reassign"; readonly atMost: number }
  | { readonly do: "give"; readonly to: Who }
  /** The subject moves: what was asked is withdrawn, an acceptance as well. */
  | { readonly do: "take back"; readonly leave: Extract<Leave, { to: "stage" }> }
  | { readonly do: "note" }
  | { readonly do: "stay open" };

export interface Right {
  readonly title: string;
  readonly owner: string;
  readonly about: readonly string[];
  /** From least to most authority; of the lines that hold, only the highest role of this list is asked. */
  readonly order: readonly string[];
  readonly asks: readonly RightLine[];
  /** Each line excludes the asker when its condition holds (`null`: always). */
  readonly neverTheAsker: readonly (Condition | null)[];
  readonly counts: { readonly field: string; readonly over: string; readonly days: number } | null;
  readonly mayBeDelegated: boolean;
  /** Only to those who fill one of these roles; absent: to anybody. */
  readonly delegatesTo?: readonly string[];
  /** From the most to the least favourable; of several people's answers the least favourable stands. */
  readonly answers: readonly string[];
  readonly ladder: string;
}
export interface RightLine {
  readonly role: string;
  /** `also ask`: asked beside the order. */
  readonly also: boolean;
  readonly when: Condition;
  /** Fields the line reads: when one changes, an approval that this line asked for falls. */
  readonly reads: readonly string[];
}

// ── The journey ───────────────────────────────────────────────────────────────────────────────────────────

export interface Plan {
  readonly format: 1;
  readonly journey: string;
  readonly version: number;
  readonly title: string;
  /** Temporal workflow type, `journey_vN`. */
  readonly workflowType: string;
  readonly subject: string;
  readonly owner: string;
  readonly goal: { readonly event: string; readonly within: Duration };
  /** For the last place under a cap the higher one wins (rule 7); absent: that of the group, else 0. */
  readonly priority?: number;
  readonly exclusive: {
    readonly group: string;
    readonly priority: number;
    readonly givesWay: "pauses" | "ends";
  } | null;
  readonly entries: readonly Entry[];
  readonly ifOpen: "join" | "refuse" | "start another";
  readonly ifEnded:
    | { readonly then: "never" }
    | { readonly then: "at once" }
    | { readonly then: "again"; readonly after: Duration; readonly from: "end" | "entry" };
  readonly exits: Readonly<Record<string, Exit>>;
  /** In source order: what fires first is decided by it. */
  readonly exitOrder: readonly string[];
  readonly stages: Readonly<Record<string, Stage>>;
  readonly handovers: Readonly<Record<string, Handover>>;
  readonly code: Readonly<Record<StepName, Instruction>>;
  readonly ladders: Readonly<Record<string, Ladder>>;
  readonly rights: Readonly<Record<string, Right>>;
  readonly roles: Readonly<Record<string, Role>>;
  readonly calendars: Readonly<Record<string, Calendar>>;
  /** The route that serves a role when only the role is named: `by the holder`, reassignment. */
  readonly routes: Readonly<Record<string, string>>;
  /** What a run must be told of: fields by name, events by kind, scores whose band counts. */
  readonly reads: {
    readonly fields: readonly string[];
    readonly events: readonly string[];
    readonly scores: readonly string[];
  };
  /** Defaults of the fields read. */
  readonly defaults: Fields;
  /** How those of the fields read that are worked out from others are; absent: none is. */
  readonly computed?: Readonly<Record<string, Operand>>;
  /** Who is asked for data that is blank: the subject's owner. */
  readonly dataOwner: string;
  /** Percent of the subjects who are left out of the whole journey, to compare with; absent: none. */
  readonly holdout?: number;
  /** The field whose value an instance is about: one of its own. Absent: an instance is about its subject. */
  readonly per?: string;
  /** The journey that asks for the key where it is blank; absent: nobody is asked. */
  readonly asksForKey?: string;
  /** What an instance takes over from events into fields of its own; by when they happened. */
  readonly keeps?: readonly Kept[];
  /**
   * While several of its instances are open with a subject, what they send waits for this time of the day, and goes out
   * as one message.
   */
  readonly merges?: Moment;
  /** Fields of the instance itself, beside those of the subject: what it keeps, and what actions gave back. */
  readonly own?: Readonly<Record<string, FieldType>>;
  /** The actions that are called. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Where a moment is one `in their own zone`: the field that names it, and the zones that stand for one not known. */
  readonly zones?: { readonly field: string; readonly others: Readonly<Record<string, Offsets>> };
  /** Of which earlier versions those inside may take this one over, and how; the others stay where they are. */
  readonly migrations?: readonly Migration[];
}

/** `migrate from vN at …` (rule 14), as it is written: what it comes to is said by `compiler/versions`. */
export interface Migration {
  readonly from: number;
  readonly at: "next stage" | "once";
  /** What stands in the place of stages and steps that are gone: as much of a step's name as tells it apart. */
  readonly map: readonly { readonly from: string; readonly to: string }[];
}

/**
 * What an instance of one version must know to go on by another: only what differs, since all else goes by its name.
 * Plain data, and worked out by whoever has both plans: a run has but its own.
 */
export interface VersionMove {
  readonly journey: string;
  readonly from: number;
  readonly to: number;
  readonly workflowType: string;
  readonly at: Migration["at"];
  /** Stages that are gone; `anew`: the one in their place is entered from its beginning. */
  readonly stages: Readonly<Record<string, { readonly to: string; readonly anew: boolean } | null>>;
  /** Steps that are gone, do something else, or are to be gone on with elsewhere. */
  readonly steps: Readonly<Record<StepName, Destination>>;
  /** What is still done, and by which name, of the steps at which nobody may go on: whoever has done it has done it. */
  readonly alike?: Readonly<Record<StepName, StepName>>;
  /** Handlers that are gone, by the one in their place; `null`: none. */
  readonly handlers: Readonly<Record<StepName, StepName | null>>;
}

/** Where whoever stands at a step goes on. `end`: its track is over. `nowhere`: nobody has said. */
export type Destination =
  | { readonly is: "step"; readonly step: StepName }
  | { readonly is: "stage"; readonly stage: string }
  | { readonly is: "end" }
  | { readonly is: "nowhere"; readonly why: string };

export interface Kept {
  readonly field: string;
  readonly which: "first" | "latest";
  readonly on: readonly Pattern[];
  readonly from: Operand;
}

/** A step done by a connector. */
export interface Action {
  readonly title: string;
  readonly owner: string;
  /** Real milliseconds that one attempt may take. */
  readonly within: number;
  /** The first one included. */
  readonly attempts: number;
  /** Names of what it gives back, and of those the ones that it always does. */
  readonly out: readonly string[];
  readonly always: readonly string[];
  /** Who does it by hand when the last attempt has failed; `null`: the owner is told. */
  readonly ask: { readonly who: Who; readonly ladder: string } | null;
}

/** What leads into the journey, and where. */
export type Entry = EventEntry | StateEntry | TimeEntry;
export interface EventEntry {
  readonly on: readonly Pattern[];
  readonly stage: string;
}
/** When the condition comes to hold, or holds when it is first looked at; it must be otherwise before it leads in again. */
export interface StateEntry {
  readonly when: Condition;
  readonly stage: string;
}
/** Each moment leads in once; a later one, because what it is counted from has changed, leads in again. */
export interface TimeEntry {
  readonly at: readonly Moment[];
  /** Must hold at that moment. */
  readonly only: Condition | null;
  readonly stage: string;
}

export interface Exit {
  readonly outcome: "success" | "failure" | "neutral";
  readonly on: readonly Pattern[];
  readonly when: Condition | null;
  /** First step of what is done on the way out; only steps that wait for nobody. */
  readonly run: StepName | null;
  /**
   * The stage that follows the end: `after exit`, with an owner and a bound of its own, and no handlers. The journey has
   * ended all the same; the run is over with the stage's main track, or with its bound, which leads to this exit again.
   */
  readonly after?: string;
}

export interface Stage {
  readonly title: string;
  readonly owner: string;
  readonly bound: StageBound;
  /** First step of the main track. */
  readonly main: StepName | null;
  /** In source order, those of `in every stage` among them: the same handler under the same id in each stage. */
  readonly handlers: readonly Handler[];
  /** `on holder left`: who holds when its holder no longer fills the role; absent: the manager of the role. */
  readonly holderLeft?: HolderLeft;
  /** `on leaving this stage`, in source order; only steps that wait for nobody. */
  readonly leaving?: readonly { readonly id: StepName; readonly run: StepName | null }[];
}

export type HolderLeft =
  | { readonly id: StepName; readonly then: "reassign" }
  | { readonly id: StepName; readonly then: "give"; readonly to: Who };

/**
 * A stage ends `lasting` after its entry, or at a moment; a date is over when its day is. While the moment is not
 * known it ends when the journey's goal should have been reached. One that rests does not end by time: whoever holds it
 * is told to look at it again, so often.
 */
export type StageBound =
  | { readonly lasting: Duration; readonly then: Leave }
  | { readonly until: Moment; readonly then: Leave }
  | { readonly reviewedEvery: Duration };

export type Handler = EventHandler | StateHandler | TimeHandler | RequestHandler;
interface Scoped {
  /** `in every stage`: what it has begun, and what it remembers, is not withdrawn by a move (rule 2). */
  readonly scope?: "journey";
}
export interface EventHandler extends Scoped {
  readonly id: StepName;
  readonly on: "event";
  readonly events: readonly Pattern[];
  /** `null`: every time. */
  readonly rate: Rate | null;
  readonly reaction: Reaction;
}
export interface StateHandler extends Scoped {
  readonly id: StepName;
  readonly on: "state";
  readonly when: Condition;
  /** `null`: once a visit; in every stage, each time that its condition comes to hold. */
  readonly rate: Rate | null;
  readonly reaction: Reaction;
}
/** `on request by … to NAME needs …`: whoever fills one of the roles may do it, as often as they need to. */
export interface RequestHandler extends Scoped {
  readonly id: StepName;
  readonly on: "request";
  readonly name: string;
  readonly by: readonly string[];
  /** Said anew with each request, also where the subject has a value already. */
  readonly needs: readonly string[];
  readonly reaction: Reaction;
}
/** Each item runs once for each instance, at its moment or, when that has passed, at once; one after the other. */
export interface TimeHandler extends Scoped {
  readonly id: StepName;
  readonly on: "time";
  readonly schedule: { readonly items: readonly Moment[] } | { readonly again: Recurrence };
  /** Of each of these one must have happened since the journey's entry. */
  readonly after: readonly { readonly events: readonly string[] }[];
  readonly rate: Rate | null;
  /**
   * Of what comes sooner than the rate allows, `later`: the later waits until it does; `earlier`: it keeps its moment,
   * and what would keep it from that waits until it has come. `null`: it is left out.
   */
  readonly movesOn: "earlier" | "later" | null;
  readonly reaction: Reaction;
}
export interface Rate {
  readonly times: number;
  readonly per: Duration | "visit" | "ever";
}
export type Reaction = { readonly leave: Leave } | { readonly run: StepName | null };

export type Leave =
  | {
      readonly to: "stage";
      readonly stage: string;
      readonly through: string | null;
      /** Owner of the rule that sends it here: told of a decline (rule 11). */
      readonly ruleOwner: string;
    }
  | { readonly to: "exit"; readonly exit: string };

/** Where a result leads. `go` with `null` ends the track. */
export type Body =
  | { readonly then: "leave"; readonly leave: Leave }
  | { readonly then: "stay" }
  | { readonly then: "go"; readonly step: StepName | null }
  | { readonly then: "reassign" };

export interface Handover {
  readonly title: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly giver: string | null;
  readonly receiver: Who;
  /** Moves without acceptance. */
  readonly atOnce: boolean;
  readonly accountable: string;
  readonly carries: readonly Carried[];
  readonly expects: readonly string[];
  readonly offerNeeds: { readonly when: Condition; readonly ask: Who; readonly ladder: string } | null;
  readonly movesAfter: {
    /** All of them, since the offer. */
    readonly events: readonly string[];
    /** Of each of these one, since the offer. */
    readonly anyOf?: readonly { readonly events: readonly string[] }[];
    /** All of them must have come; `start` is the offer. */
    readonly notBefore?: readonly Moment[];
    readonly ask: Who;
    readonly ladder: string;
  } | null;
  /** The ladder of the acceptance; `null` with `atOnce`. */
  readonly accept: string | null;
  readonly decline: {
    /** Whatever the reason. */
    readonly needs: readonly string[];
    readonly reasons: Readonly<Record<string, Body>>;
    /** What a reason needs beside that, of those that do. */
    readonly reasonNeeds?: Readonly<Record<string, readonly string[]>>;
  } | null;
}
export type Carried =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "score"; readonly name: string }
  | {
      readonly kind: "events";
      readonly name: string;
      readonly events: readonly string[];
      readonly inTheLast: Duration | null;
    };

// ── Instructions ──────────────────────────────────────────────────────────────────────────────────────────

/** Records of the subject's account, itself included where it is of the kind; `where` reads their own fields. */
export interface Contacts {
  readonly kind: string;
  readonly where: Condition | null;
}

/** Words for people; `{field}` is filled from the subject (and the event that led here) when it is shown. */
export type Template = string;

export type Instruction =
  | {
      readonly do: "send";
      readonly message: string;
      readonly orDrop: boolean;
      /** `null`: for as long as the stage lasts. With an approval it counts from there. */
      readonly deferAtMost: Duration | null;
      /** To these records of the subject's account, each address once; absent: to the subject. */
      readonly to?: Contacts;
      /** Who agrees before the ledger is asked (`once approved by`); absent: nobody need. */
      readonly approval?: { readonly by: Who; readonly ladder: string };
      /** Its words name fields of the event that led here. */
      readonly namesEvent?: true;
      readonly next: StepName | null;
    }
  | { readonly do: "wait"; readonly lasting: Duration; readonly next: StepName | null }
  /** As long as the moment is not known it waits; one that has passed is no wait. */
  | { readonly do: "wait until"; readonly until: Moment; readonly next: StepName | null }
  | {
      readonly do: "wait for event";
      readonly upTo: Duration;
      readonly events: readonly Pattern[];
      readonly got: Body;
      readonly none: Body;
    }
  | {
      readonly do: "wait for state";
      readonly upTo: Duration;
      readonly when: Condition;
      readonly got: Body;
      readonly none: Body;
    }
  /** Until one of the arms of a split has won; `compares` also names the holdout. */
  | {
      readonly do: "wait for winner";
      readonly upTo: Duration;
      readonly split: string;
      readonly compares: readonly string[];
      readonly arms: Readonly<Record<string, Body>>;
      readonly none: Body;
    }
  /** `if` and `choose`: the first arm that holds; the last one always does (`when: null`). */
  | {
      readonly do: "choose";
      readonly arms: readonly { readonly when: Condition | null; readonly body: Body }[];
    }
  /** Arms add up to 100; the arm is a stable function of the subject and the split's name. */
  | {
      readonly do: "split";
      readonly name: string;
      readonly arms: readonly {
        readonly name: string;
        readonly percent: number;
        readonly go: StepName | null;
      }[];
    }
  | {
      readonly do: "task";
      readonly name: string;
      readonly title: Template;
      readonly by: Who;
      /**
       * `by A and B`: who is asked beside, each once. Of their answers the least favourable stands; `order` has the
       * labels from the most to the least favourable, as the source has them.
       */
      readonly and?: { readonly by: readonly Who[]; readonly order: readonly string[] };
      readonly ladder: string;
      /** The clock runs from the latest of these since the journey's entry; not before one has happened. */
      readonly countedFrom?: readonly string[];
      /** By label; a task without results has the one label `done`. */
      readonly results: Readonly<Record<string, { readonly needs: readonly string[]; readonly body: Body }>>;
    }
  | {
      readonly do: "decide";
      readonly right: string;
      readonly results: Readonly<Record<string, Body>>;
      /** The evidence that an answer needs, of those that do. */
      readonly needs?: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly do: "tell"; readonly who: Who; readonly text: Template; readonly next: StepName | null }
  /** To a constant or, with `to`, to what comes of the fields at that instant. */
  | {
      readonly do: "set";
      readonly field: string;
      readonly value: Value;
      readonly to?: Operand;
      readonly next: StepName | null;
    }
  /** `failed: null`: as the action says. */
  | {
      readonly do: "call";
      readonly action: string;
      readonly with: Readonly<Record<string, Operand>>;
      readonly done: Body;
      readonly failed: Body | null;
    }
  /** `wait`: for the end of what it begins, or joins; `none` also when that does not begin. Without it goes on. */
  | {
      readonly do: "begin";
      readonly journey: string;
      readonly wait?: { readonly upTo: Duration; readonly ended: Body; readonly none: Body };
      readonly next: StepName | null;
    }
  /**
   * Parallel tracks, in source order; goes on once all of them, or any, have come to their end. What still runs then,
   * or at the bound, is withdrawn.
   */
  | {
      readonly do: "together";
      readonly upTo: Duration;
      readonly until: "all" | "any";
      readonly tracks: readonly { readonly name: string; readonly go: StepName | null }[];
      readonly none: Body;
      readonly next: StepName | null;
    }
  /** Waits, then does, so many times: the loop's body ends by coming back here. */
  | {
      readonly do: "every";
      readonly every: Duration;
      readonly times: number;
      readonly body: StepName | null;
      readonly next: StepName | null;
    }
  /** Back to the task it belongs to, so many times in this visit of the stage. */
  | { readonly do: "retry"; readonly task: StepName; readonly times: number; readonly then: Leave }
  | { readonly do: "leave"; readonly leave: Leave }
  | { readonly do: "stay" };

/** Where a step, stage, handover or exit stands in the source; lines and columns from 1. */
export type SourceMap = Readonly<
  Record<string, { readonly file: string; readonly line: number; readonly column: number }>
>;

/** What `baton compile` writes for one journey. */
export interface Release {
  readonly hash: string;
  readonly plan: Plan;
  readonly sources: SourceMap;
}

/**
 * The syntax tree of `.journey` files: one discriminated union per level, every node with its span.
 *
 * The tree says what was written and nothing more: names are unresolved, durations and money are as typed, and
 * a node exists for each form of docs/language.md, including those that a later compiler phase refuses.
 */

/** A half-open range `[start, end)` of UTF-16 offsets into the text of `file`. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/**
 * A name where it is written: a declaration's own, or a reference that is still unresolved. In a file with syntax
 * errors the text is empty where a name was left out.
 */
export interface Name {
  readonly kind: "Name";
  readonly text: string;
  readonly span: Span;
}

/** A dotted reference, such as `crm.contact` or `contract_signed.amount`. */
export interface Path {
  readonly kind: "Path";
  readonly names: readonly Name[];
  readonly span: Span;
}

/** `"…"` with its escapes resolved; placeholders `{field}` are kept apart with their places. */
export interface Text {
  readonly kind: "Text";
  readonly text: string;
  readonly placeholders: readonly Placeholder[];
  readonly span: Span;
}
export interface Placeholder {
  readonly kind: "Placeholder";
  readonly path: string;
  readonly span: Span;
}

// ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────

export const UNITS = ["minute", "hour", "day", "week", "month", "quarter", "year"] as const;
export type Unit = (typeof UNITS)[number];
/** How the unit counts: open hours of a person, local dates, or (absent) plain elapsed time. */
export type Counting = "business" | "calendar";

/** `3 days`, `1 business day`, `2 weeks 3 hours`: one part for each unit, in the order written. */
export interface Duration {
  readonly kind: "Duration";
  readonly parts: readonly { readonly amount: number; readonly counting?: Counting; readonly unit: Unit }[];
  readonly span: Span;
}

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export interface Weekdays {
  readonly from: Weekday;
  readonly to: Weekday;
  readonly span: Span;
}
/** Clock times as written, `HH:MM`. */
export interface Hours {
  readonly from: TimeLiteral;
  readonly to: TimeLiteral;
  readonly span: Span;
}

/** `at most once | N times [per D | per visit | ever]`; without a window it is per visit of the stage. */
export interface Rate {
  readonly kind: "Rate";
  readonly times: number;
  readonly per: Duration | "visit" | "ever";
  readonly span: Span;
}

export type Anchor =
  | { readonly kind: "FieldAnchor"; readonly path: Path; readonly span: Span }
  | { readonly kind: "JourneyEntryAnchor"; readonly span: Span }
  | { readonly kind: "DateAnchor"; readonly date: DateLiteral; readonly span: Span }
  | {
      readonly kind: "PickAnchor";
      readonly pick: "earlier" | "later";
      readonly a: Moment;
      readonly b: Moment;
      readonly span: Span;
    };

export type Moment =
  | { readonly kind: "TimeMoment"; readonly time: TimeLiteral; readonly span: Span }
  | { readonly kind: "InstantMoment"; readonly instant: InstantLiteral; readonly span: Span }
  /** What another moment is counted from, standing for itself: `contract_end`, `the earlier of … and …`. */
  | { readonly kind: "AnchorMoment"; readonly anchor: Anchor; readonly span: Span }
  | {
      readonly kind: "OffsetMoment";
      readonly amounts: readonly number[];
      readonly counting?: Counting;
      readonly unit: Unit;
      readonly side: "before" | "after";
      readonly anchor: Anchor;
      readonly span: Span;
    }
  | {
      readonly kind: "EveryMoment";
      /** 1 for every, 2 for every second, up to 4. */
      readonly nth: number;
      /** A unit, or a day such as `tuesday`. */
      readonly what: string;
      readonly from?: DateLiteral;
      readonly span: Span;
    };

export type Refinement =
  | { readonly kind: "AtTime"; readonly time: TimeLiteral; readonly span: Span }
  | { readonly kind: "NextOpenDay"; readonly span: Span }
  /** `otherwise`: the zone where theirs is not known; the checks demand it. */
  | { readonly kind: "InOwnZone"; readonly otherwise?: Text; readonly span: Span }
  | { readonly kind: "AfterEvents"; readonly events: readonly Name[]; readonly span: Span }
  | { readonly kind: "AtMost"; readonly rate: Rate; readonly span: Span }
  | { readonly kind: "MovesOn"; readonly which: "earlier" | "later"; readonly span: Span };

// ── Values, expressions, conditions ───────────────────────────────────────────────────────────────────────

export interface NumberLiteral {
  readonly kind: "NumberLiteral";
  readonly value: number;
  readonly span: Span;
}
/** `25_000 EUR`: the amount in whole units of the currency, as written. */
export interface MoneyLiteral {
  readonly kind: "MoneyLiteral";
  readonly amount: number;
  readonly currency: string;
  readonly span: Span;
}
/** `20%` has value 20. */
export interface PercentLiteral {
  readonly kind: "PercentLiteral";
  readonly value: number;
  readonly span: Span;
}
/** `2026-11-23`, not yet checked to be a day of the calendar. */
export interface DateLiteral {
  readonly kind: "DateLiteral";
  readonly text: string;
  readonly span: Span;
}
/** `09:00`, a local time. */
export interface TimeLiteral {
  readonly kind: "TimeLiteral";
  readonly text: string;
  readonly span: Span;
}
/** A date with or without a time of day; local to whoever the context names. */
export interface InstantLiteral {
  readonly kind: "InstantLiteral";
  readonly date: DateLiteral;
  readonly time?: TimeLiteral;
  readonly span: Span;
}
/** `DK`, `EUR`: capitals, meaning decided by the type it meets. */
export interface CodeLiteral {
  readonly kind: "CodeLiteral";
  readonly text: string;
  readonly span: Span;
}
/** The word `no` standing as a value. */
export interface NoLiteral {
  readonly kind: "NoLiteral";
  readonly span: Span;
}

/** A `Path` as a value is a field, a closed-list value, a built-in such as `yes` or `blank`, or a message name. */
export type Value =
  | Text
  | NumberLiteral
  | MoneyLiteral
  | PercentLiteral
  | InstantLiteral
  | TimeLiteral
  | CodeLiteral
  | Duration
  | NoLiteral
  | Path;

export type Expression =
  | Value
  | {
      readonly kind: "Arithmetic";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    };

/** Conditions of two or more terms are flat: `a and b and c` is one `And` of three. */
export type Condition =
  | { readonly kind: "Or"; readonly terms: readonly Condition[]; readonly span: Span }
  | { readonly kind: "And"; readonly terms: readonly Condition[]; readonly span: Span }
  | { readonly kind: "Not"; readonly term: Condition; readonly span: Span }
  /** `no E [where …] for D`. */
  | {
      readonly kind: "Absence";
      readonly event: Name;
      readonly where?: Condition;
      readonly lasting: Duration;
      readonly span: Span;
    }
  /** `no contact of account has role champion`. */
  | {
      readonly kind: "NoneRelated";
      readonly what: Name;
      readonly of: Name;
      readonly field: Name;
      readonly value: Value;
      readonly span: Span;
    }
  | {
      readonly kind: "Test";
      readonly subject: Path;
      /** Absent: the path alone is the condition (a yes_no field or an audience). */
      readonly test?: Test;
      readonly blankAs?: "yes" | "no";
      readonly span: Span;
    };

export type Test =
  /** `up to` is `<=`, `over` is `>`. */
  | {
      readonly kind: "Compare";
      readonly operator: ">=" | ">" | "<=" | "<";
      readonly value: Value;
      readonly span: Span;
    }
  | { readonly kind: "Is"; readonly not: boolean; readonly value: Value; readonly span: Span }
  | { readonly kind: "Turns"; readonly value: Value; readonly span: Span }
  | { readonly kind: "In"; readonly not: boolean; readonly values: readonly Value[]; readonly span: Span }
  | {
      readonly kind: "TextTest";
      readonly how: "matches" | "contains" | "starts with" | "ends with";
      readonly text: Text;
      readonly span: Span;
    }
  | { readonly kind: "Moved"; readonly direction: "falls" | "rises"; readonly by: Value; readonly span: Span }
  | { readonly kind: "HappenedSince"; readonly anchor: Anchor; readonly span: Span };

/** A condition, optionally `for N readings in a row`. */
export interface State {
  readonly kind: "State";
  readonly condition: Condition;
  readonly readings?: number;
  readonly span: Span;
}

/** `E [where …]`. */
export interface Occurrence {
  readonly kind: "Occurrence";
  readonly event: Name;
  readonly where?: Condition;
  readonly span: Span;
}

// ── Who ───────────────────────────────────────────────────────────────────────────────────────────────────

export const DEFINITE_WHO = ["holder", "manager", "giver", "receiver", "owner", "asker"] as const;
export type Who =
  | { readonly kind: "TheWho"; readonly which: (typeof DEFINITE_WHO)[number]; readonly span: Span }
  | { readonly kind: "RoleWho"; readonly role: Name; readonly pickedBy?: Name; readonly span: Span };

// ── Declarations ──────────────────────────────────────────────────────────────────────────────────────────

interface Declared {
  readonly name: Name;
  readonly title?: Text;
  readonly span: Span;
}
export interface Allow {
  readonly kind: "Allow";
  /** The diagnostic code that is silenced within the declaration, stage or block this stands in. */
  readonly code: Name;
  readonly because: Text;
  readonly span: Span;
}
export interface Review {
  readonly every: Duration;
  readonly last?: DateLiteral;
  readonly span: Span;
}

export interface CalendarDeclaration extends Declared {
  readonly kind: "CalendarDeclaration";
  readonly zone?: Text;
  readonly open: readonly { readonly days: Weekdays; readonly hours: Hours; readonly span: Span }[];
  readonly closed: readonly DateLiteral[];
  readonly holidays: readonly CodeLiteral[];
}

export interface RoleDeclaration extends Declared {
  readonly kind: "RoleDeclaration";
  readonly per?: Name;
  readonly outside: boolean;
  readonly hours?: Name;
  readonly reportsTo?: Name;
  /** The field of the subject that holds the address of whoever is outside. */
  readonly reachedAt?: Name;
  readonly linkExpiresAfter?: Duration;
}

export interface LadderDeclaration extends Declared {
  readonly kind: "LadderDeclaration";
  readonly within?: Duration;
  readonly steps: readonly LadderStep[];
  readonly allows: readonly Allow[];
}
/** What happens `after D`, or `at last` (then `after` is absent). */
export interface LadderStep {
  readonly kind: "LadderStep";
  readonly after?: Duration;
  readonly rungs: readonly Rung[];
  readonly span: Span;
}
export type Rung =
  | { readonly kind: "RemindRung"; readonly span: Span }
  | { readonly kind: "TellRung"; readonly who: Who; readonly span: Span }
  | { readonly kind: "ReassignRung"; readonly atMost?: number; readonly span: Span }
  | { readonly kind: "GiveRung"; readonly to: Who; readonly span: Span }
  | { readonly kind: "NoteRung"; readonly span: Span }
  | { readonly kind: "TakeBackRung"; readonly move: Move; readonly span: Span }
  | { readonly kind: "StaysOpenRung"; readonly span: Span };

export interface RightDeclaration extends Declared {
  readonly kind: "RightDeclaration";
  readonly of: Name;
  readonly about: readonly Name[];
  readonly owner?: Name;
  readonly order: readonly Name[];
  readonly asks: readonly {
    readonly also: boolean;
    readonly role: Name;
    readonly when: Condition;
    readonly span: Span;
  }[];
  readonly neverTheAsker: readonly { readonly when?: Condition; readonly span: Span }[];
  readonly counts?: {
    readonly sumOf: Path;
    readonly over: Name;
    readonly inTheLast: Duration;
    readonly span: Span;
  };
  readonly delegation?: { readonly allowed: boolean; readonly to: readonly Name[]; readonly span: Span };
  readonly answers: readonly Name[];
  readonly ladder?: Name;
  readonly allows: readonly Allow[];
}

export interface ChangesDeclaration {
  readonly kind: "ChangesDeclaration";
  readonly lines: readonly {
    readonly kinds: readonly Name[];
    readonly needs: readonly Name[];
    readonly span: Span;
  }[];
  readonly span: Span;
}

export type FieldType =
  | { readonly kind: "NamedType"; readonly name: Name; readonly span: Span }
  | { readonly kind: "OneOfType"; readonly values: readonly Name[]; readonly span: Span };

export interface Field {
  readonly kind: "Field";
  readonly name: Name;
  readonly optional: boolean;
  readonly type: FieldType;
  readonly key: boolean;
  readonly value?: Expression;
  readonly description?: Text;
  readonly span: Span;
}

export interface SubjectDeclaration extends Declared {
  readonly kind: "SubjectDeclaration";
  readonly owner?: Name;
  readonly record?: Path;
  readonly account?: Name;
  readonly follows?: { readonly subject: Name; readonly on: Name; readonly span: Span };
  readonly fields: readonly Field[];
  readonly allows: readonly Allow[];
}

/** `event E of S {…}`, or a set `event E = a or b` (then `anyOf` is present and `of` is not). */
export interface EventDeclaration extends Declared {
  readonly kind: "EventDeclaration";
  readonly of?: Name;
  /** Absent: whoever owns the subject. */
  readonly owner?: Name;
  readonly anyOf?: readonly Name[];
  readonly fields: readonly Field[];
}

export interface AudienceDeclaration extends Declared {
  readonly kind: "AudienceDeclaration";
  readonly of: Name;
  readonly owner?: Name;
  readonly when?: State;
  readonly allows: readonly Allow[];
}

export interface ActionDeclaration extends Declared {
  readonly kind: "ActionDeclaration";
  readonly owner?: Name;
  readonly in: readonly Field[];
  readonly out: readonly Field[];
  /** Of each attempt. */
  readonly within?: Duration;
  readonly retryAtMost?: number;
  /** `else ask the owner, on daily`: who does it by hand when the last attempt has failed. */
  readonly otherwise?: { readonly ask: Who; readonly ladder: Name; readonly span: Span };
}

export type Points =
  | {
      readonly kind: "EventPoints";
      readonly points: number;
      readonly on: Occurrence;
      readonly rate?: Rate;
      readonly span: Span;
    }
  | { readonly kind: "FactPoints"; readonly points: number; readonly when: Condition; readonly span: Span }
  | { readonly kind: "Halves"; readonly every: Duration; readonly span: Span }
  | {
      readonly kind: "Resets";
      readonly on?: readonly Occurrence[];
      readonly when?: State;
      readonly span: Span;
    };

export interface ScoreDeclaration extends Declared {
  readonly kind: "ScoreDeclaration";
  readonly of: Name;
  readonly owner?: Name;
  readonly review?: Review;
  readonly validate?: { readonly against: Name; readonly within: Duration; readonly span: Span };
  readonly points: readonly Points[];
  readonly parts: readonly { readonly name: Name; readonly points: readonly Points[]; readonly span: Span }[];
  readonly bands: readonly { readonly name: Name; readonly from: number; readonly span: Span }[];
  readonly allows: readonly Allow[];
}

export type PolicyRule =
  | {
      readonly kind: "CapRule";
      readonly atMost: number;
      readonly channel: Name;
      readonly per: Duration;
      readonly span: Span;
    }
  | {
      readonly kind: "QuietRule";
      readonly days: Weekdays;
      readonly hours: Hours;
      readonly otherwise: Text;
      readonly span: Span;
    }
  | { readonly kind: "NeverRule"; readonly when: Condition; readonly span: Span }
  | { readonly kind: "HoldAccountRule"; readonly when: Condition; readonly span: Span }
  | { readonly kind: "AskHolderRule"; readonly when: Condition; readonly ladder?: Name; readonly span: Span }
  | { readonly kind: "ExemptRule"; readonly purpose: Name; readonly markedBy: Name; readonly span: Span };

export interface PolicyDeclaration {
  readonly kind: "PolicyDeclaration";
  readonly of: Name;
  readonly owner?: Name;
  readonly rules: readonly PolicyRule[];
  readonly allows: readonly Allow[];
  readonly span: Span;
}

export interface RouteDeclaration extends Declared {
  readonly kind: "RouteDeclaration";
  readonly of: Name;
  readonly owner?: Name;
  readonly review?: Review;
  readonly match: readonly Name[];
  readonly prefer: readonly Name[];
  readonly pick?: "least loaded" | "in turn";
  readonly skip: readonly { readonly what: "away" | "at capacity" | "missed"; readonly span: Span }[];
  readonly otherwise?: Name;
  readonly allows: readonly Allow[];
}

export interface HygieneDeclaration extends Declared {
  readonly kind: "HygieneDeclaration";
  readonly of: Name;
  readonly owner?: Name;
  readonly runsEvery?: Duration;
  readonly rules: readonly HygieneRule[];
  readonly allows: readonly Allow[];
}
export type HygieneRule =
  | {
      readonly kind: "MergeRule";
      readonly by: readonly Name[];
      readonly keeping: "first" | "latest";
      readonly span: Span;
    }
  | { readonly kind: "FlagRule"; readonly flag: Name; readonly when: State; readonly span: Span }
  | {
      readonly kind: "AskRule";
      readonly who: Who;
      readonly for: readonly Name[];
      readonly when?: Condition;
      readonly ladder?: Name;
      readonly span: Span;
    };

// ── The journey ───────────────────────────────────────────────────────────────────────────────────────────

export interface JourneyDeclaration extends Declared {
  readonly kind: "JourneyDeclaration";
  readonly version: { readonly number: number; readonly span: Span };
  readonly of: Name;
  readonly owner?: Name;
  readonly goal?: { readonly event: Name; readonly within: Duration; readonly span: Span };
  readonly review?: Review;
  readonly exclusive?: {
    readonly group: Name;
    readonly priority: number;
    readonly givesWay: "pauses" | "ends";
    readonly span: Span;
  };
  /** For the last place under a cap; of its exclusive group where it has one. */
  readonly priority?: { readonly number: number; readonly span: Span };
  readonly holdout?: PercentLiteral;
  readonly per?: Path;
  /** `, else ask ROLE, on LADDER`: who is asked when the key is blank. */
  readonly keyAsk?: { readonly role: Name; readonly ladder: Name; readonly span: Span };
  readonly keeps: readonly {
    readonly name: Name;
    readonly which: "first" | "latest";
    readonly from: Path;
    readonly span: Span;
  }[];
  readonly enters: readonly Enter[];
  readonly ifOpen?: { readonly then: "join" | "refuse" | "start another"; readonly span: Span };
  readonly ifEnded?: {
    readonly then: "never" | "at once" | "again";
    /** With `again`: how long after the last one's end or entry. */
    readonly after?: { readonly lasting: Duration; readonly from: "end" | "entry" };
    readonly span: Span;
  };
  readonly ifSeveral?: OneMessage;
  readonly exits: readonly Exit[];
  readonly stages: readonly Stage[];
  readonly handovers: readonly Handover[];
  readonly everywhere: readonly Everywhere[];
  readonly afterwards: readonly Afterwards[];
  readonly migrations: readonly Migration[];
  readonly allows: readonly Allow[];
}

export interface Enter {
  readonly kind: "Enter";
  readonly trigger:
    | { readonly kind: "OnEvents"; readonly events: readonly Occurrence[]; readonly span: Span }
    | { readonly kind: "WhenState"; readonly state: State; readonly span: Span }
    | {
        readonly kind: "AtMoment";
        readonly moment: Moment;
        readonly refinements: readonly Refinement[];
        readonly when?: Condition;
        readonly span: Span;
      };
  readonly stage: Name;
  readonly span: Span;
}

export interface Exit {
  readonly kind: "Exit";
  readonly name: Name;
  readonly outcome: "success" | "failure" | "neutral";
  readonly on?: readonly Occurrence[];
  readonly when?: State;
  readonly block?: Block;
  readonly span: Span;
}

export interface Everywhere {
  readonly kind: "Everywhere";
  readonly except: readonly Name[];
  readonly handlers: readonly Handler[];
  readonly allows: readonly Allow[];
  readonly span: Span;
}
export interface Afterwards {
  readonly kind: "Afterwards";
  readonly exit: Name;
  readonly owner: Name;
  readonly atMost: Duration;
  readonly block: Block;
  readonly span: Span;
}
export interface Migration {
  readonly kind: "Migration";
  readonly from: readonly { readonly number: number; readonly span: Span }[];
  readonly at: "next stage" | "once";
  readonly map: readonly { readonly from: Path; readonly to: Path; readonly span: Span }[];
  readonly span: Span;
}

export interface Stage extends Declared {
  readonly kind: "Stage";
  readonly owner?: Name;
  readonly targets: readonly {
    readonly share: PercentLiteral;
    readonly how: "move to" | "reach";
    readonly what: Name;
    readonly within: Duration;
    readonly span: Span;
  }[];
  readonly lasts?: StageBound;
  readonly rests?: { readonly reviewedEvery: Duration; readonly span: Span };
  readonly handlers: readonly Handler[];
  readonly steps: readonly Step[];
}
export type StageBound =
  | {
      readonly kind: "AtMostBound";
      readonly lasting: Duration;
      readonly countedFrom?: Anchor;
      readonly then: Leave;
      readonly span: Span;
    }
  | {
      readonly kind: "UntilBound";
      readonly until: Moment;
      readonly refinements: readonly Refinement[];
      readonly then: Leave;
      readonly span: Span;
    };

export type Handler =
  | {
      readonly kind: "WhenHandler";
      readonly state: State;
      readonly rate?: Rate;
      readonly reaction: Reaction;
      readonly span: Span;
    }
  | {
      readonly kind: "AtHandler";
      readonly moment: Moment;
      readonly refinements: readonly Refinement[];
      readonly reaction: Reaction;
      readonly span: Span;
    }
  | {
      readonly kind: "EventHandler";
      readonly events: readonly Occurrence[];
      readonly rate?: Rate;
      readonly reaction: Reaction;
      readonly span: Span;
    }
  | {
      readonly kind: "RequestHandler";
      readonly by: readonly Name[];
      readonly name: Name;
      readonly needs: readonly Name[];
      readonly reaction: Reaction;
      readonly span: Span;
    }
  | { readonly kind: "LeavingHandler"; readonly block: Block; readonly span: Span }
  | {
      readonly kind: "HolderLeftHandler";
      readonly then: { readonly kind: "give"; readonly to: Who } | { readonly kind: "reassign" };
      readonly span: Span;
    };

/** `-> stage [through handover]`. */
export interface Move {
  readonly kind: "Move";
  readonly stage: Name;
  readonly through?: Name;
  readonly span: Span;
}
export interface ExitStep {
  readonly kind: "ExitStep";
  readonly exit: Name;
  readonly span: Span;
}
export type Leave = Move | ExitStep;
export type Reaction = Leave | Block;

export interface Block {
  readonly kind: "Block";
  readonly steps: readonly Step[];
  readonly span: Span;
}

/** One line of a result block; `labels` of `no` is the reserved word, written as a name. */
/** `if several are open  send one message a day, at 09:00`. */
export interface OneMessage {
  readonly kind: "OneMessage";
  /** A time of day. */
  readonly moment: Moment;
  /** At most `in their own zone`. */
  readonly refinements: readonly Refinement[];
  readonly span: Span;
}

export interface Result {
  readonly kind: "Result";
  readonly labels: readonly Name[];
  readonly needs: readonly Name[];
  readonly body: ResultBody;
  readonly span: Span;
}
export type ResultBody =
  | Leave
  | Block
  | { readonly kind: "Stay"; readonly span: Span }
  | { readonly kind: "GoOn"; readonly span: Span }
  | { readonly kind: "Reassign"; readonly span: Span };

export interface Handover extends Declared {
  readonly kind: "Handover";
  readonly from: readonly Name[];
  readonly to: readonly Name[];
  readonly giver?: Name;
  readonly receiver?: { readonly who: Who; readonly atOnce: boolean; readonly span: Span };
  readonly accountable?: Name;
  readonly carries: readonly { readonly name: Name; readonly inTheLast?: Duration; readonly span: Span }[];
  readonly expects: readonly Name[];
  readonly offerNeeds?: {
    readonly condition: Condition;
    readonly ask: Who;
    readonly ladder?: Name;
    readonly span: Span;
  };
  readonly movesAfter?: {
    readonly gates: readonly Gate[];
    readonly ask: Who;
    readonly ladder: Name;
    readonly span: Span;
  };
  readonly accept?: Name;
  readonly decline?: {
    readonly needs: readonly Name[];
    readonly results: readonly Result[];
    readonly span: Span;
  };
  readonly allows: readonly Allow[];
}
export type Gate =
  | { readonly kind: "EventGate"; readonly event: Name; readonly span: Span }
  | { readonly kind: "NotBeforeUnitEnds"; readonly unit: Unit; readonly span: Span }
  | { readonly kind: "NotBeforeMoment"; readonly moment: Moment; readonly span: Span };

// ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────

interface Reasoned {
  readonly because?: Text;
  readonly span: Span;
}

export interface SendStep extends Reasoned {
  readonly kind: "SendStep";
  readonly message: Name;
  readonly to?:
    | { readonly kind: "ContactsOf"; readonly of: Name; readonly where?: Condition; readonly span: Span }
    | { readonly kind: "ToWho"; readonly who: Who; readonly span: Span };
  readonly onceApprovedBy?: Who;
  readonly ladder?: Name;
  readonly deferAtMost?: Duration;
  readonly orDrop: boolean;
}

export interface WaitStep extends Reasoned {
  readonly kind: "WaitStep";
  readonly what:
    | { readonly kind: "WaitDuration"; readonly lasting: Duration }
    | { readonly kind: "WaitUntil"; readonly moment: Moment; readonly refinements: readonly Refinement[] }
    | { readonly kind: "WaitCondition"; readonly upTo: Duration; readonly state: State }
    | { readonly kind: "WaitWinner"; readonly upTo: Duration; readonly of: Name }
    | { readonly kind: "WaitEvents"; readonly upTo: Duration; readonly events: readonly Occurrence[] };
  readonly results?: readonly Result[];
}

export interface IfStep {
  readonly kind: "IfStep";
  readonly condition: Condition;
  readonly then: Block;
  readonly else?: Block | IfStep;
  readonly span: Span;
}
export interface ChooseStep {
  readonly kind: "ChooseStep";
  readonly arms: readonly { readonly when?: Condition; readonly body: ResultBody; readonly span: Span }[];
  readonly span: Span;
}
export interface SplitStep {
  readonly kind: "SplitStep";
  readonly name: Name;
  readonly arms: readonly {
    readonly name: Name;
    readonly share: PercentLiteral;
    readonly block?: Block;
    readonly span: Span;
  }[];
  readonly span: Span;
}
export interface TaskStep extends Reasoned {
  readonly kind: "TaskStep";
  readonly name: Name;
  readonly title: Text;
  readonly by: readonly Who[];
  readonly ladder?: Name;
  readonly countedFrom?: Name;
  readonly results?: readonly Result[];
}
export interface DecideStep extends Reasoned {
  readonly kind: "DecideStep";
  readonly right: Name;
  readonly results: readonly Result[];
}
export interface TellStep extends Reasoned {
  readonly kind: "TellStep";
  readonly who: Who;
  readonly text: Text;
}
export interface SetStep extends Reasoned {
  readonly kind: "SetStep";
  readonly field: Path;
  readonly value: Expression;
}
export interface CallStep extends Reasoned {
  readonly kind: "CallStep";
  readonly action: Name;
  readonly with?: Data;
  readonly results?: readonly Result[];
}
export interface TogetherStep {
  readonly kind: "TogetherStep";
  readonly upTo: Duration;
  readonly until: "all" | "any";
  readonly tracks: readonly Result[];
  readonly span: Span;
}
export interface EveryStep {
  readonly kind: "EveryStep";
  readonly every: Duration;
  readonly atMost: number;
  readonly block: Block;
  readonly span: Span;
}
export interface BeginStep {
  readonly kind: "BeginStep";
  readonly journey: Name;
  /** Absent: `and go on`. */
  readonly wait?: { readonly upTo: Duration; readonly results: readonly Result[] };
  readonly span: Span;
}
export interface RetryStep {
  readonly kind: "RetryStep";
  readonly atMost: number;
  readonly then: Leave;
  readonly span: Span;
}
export interface StayStep {
  readonly kind: "StayStep";
  readonly span: Span;
}

export type Step =
  | SendStep
  | WaitStep
  | IfStep
  | ChooseStep
  | SplitStep
  | TaskStep
  | DecideStep
  | TellStep
  | SetStep
  | CallStep
  | TogetherStep
  | EveryStep
  | BeginStep
  | RetryStep
  | Leave
  | StayStep
  | Allow;

// ── Scenarios ─────────────────────────────────────────────────────────────────────────────────────────────

/** `{ name: value … }`. */
export interface Data {
  readonly kind: "Data";
  readonly entries: readonly { readonly name: Name; readonly value: Value; readonly span: Span }[];
  readonly span: Span;
}

export interface ScenarioDeclaration {
  readonly kind: "ScenarioDeclaration";
  readonly title: Text;
  readonly of: Name;
  readonly given: Data;
  readonly start: InstantLiteral;
  readonly lines: readonly ScenarioLine[];
  readonly span: Span;
}
export type ScenarioLine =
  /** A duration counts from `start`; the act may be left out. */
  | {
      readonly kind: "AtLine";
      readonly at: Duration | InstantLiteral;
      readonly act?: Act;
      readonly span: Span;
    }
  /** Counts from the line before, and only waits. */
  | { readonly kind: "AfterLine"; readonly lasting: Duration; readonly span: Span }
  | {
      readonly kind: "ThenLine";
      readonly finally: boolean;
      readonly expectations: readonly Expectation[];
      readonly span: Span;
    };

/** `of { email: "…" }`: somebody else, by the key of their kind; what else is said of them is so from then on. */
export interface Somebody {
  readonly kind: "Somebody";
  readonly event: Name;
  readonly data: Data;
  readonly span: Span;
}

export type Act =
  | {
      readonly kind: "EventAct";
      readonly event: Name;
      /** Of whom it is, where it is not of the one that the scenario is about. */
      readonly of?: Somebody;
      readonly data?: Data;
      readonly span: Span;
    }
  | { readonly kind: "AcceptAct"; readonly person: Name; readonly handover: Name; readonly span: Span }
  | {
      readonly kind: "DeclineAct";
      readonly person: Name;
      readonly handover: Name;
      readonly because: Name;
      readonly with?: Data;
      readonly span: Span;
    }
  | {
      readonly kind: "CompleteAct";
      readonly person: Name;
      readonly task: Name;
      readonly as?: Name;
      readonly with?: Data;
      readonly span: Span;
    }
  | {
      readonly kind: "AnswerAct";
      readonly person: Name;
      readonly right: Name;
      readonly as: Name;
      readonly with?: Data;
      readonly span: Span;
    }
  | {
      readonly kind: "RequestAct";
      readonly person: Name;
      readonly request: Name;
      readonly with?: Data;
      readonly span: Span;
    }
  /** Leaves the role, or with none the company: people.yaml is changed. */
  | { readonly kind: "LeaveAct"; readonly person: Name; readonly role?: Name; readonly span: Span }
  /** `approves MESSAGE` or `withholds MESSAGE`. */
  | {
      readonly kind: "ApproveAct";
      readonly person: Name;
      readonly message: Name;
      readonly as: "approved" | "withheld";
      readonly span: Span;
    }
  /** `b wins opening`: from here on the split has this winner. */
  | { readonly kind: "WinAct"; readonly arm: Name; readonly split: Name; readonly span: Span }
  /** `create_import returns { … }`, or `create_import fails`: what calls of the action come to from here on. */
  | {
      readonly kind: "ReturnAct";
      readonly action: Name;
      readonly how: "returns" | "fails";
      readonly data?: Data;
      readonly span: Span;
    };

export type Expectation =
  | { readonly kind: "ExpectStage"; readonly stage: Name; readonly span: Span }
  | { readonly kind: "ExpectHolder"; readonly holder: Name; readonly span: Span }
  | { readonly kind: "ExpectExit"; readonly exit: Name; readonly span: Span }
  | {
      readonly kind: "ExpectHandover";
      readonly handover: Name;
      readonly how: "offered" | "given";
      readonly to: Name;
      readonly span: Span;
    }
  | { readonly kind: "ExpectNotice"; readonly to: Name; readonly span: Span }
  | { readonly kind: "ExpectTaskDue"; readonly task: Name; readonly due: InstantLiteral; readonly span: Span }
  | {
      readonly kind: "ExpectTask";
      readonly task: Name;
      readonly is: "open" | "not open" | "withdrawn";
      readonly span: Span;
    }
  | {
      readonly kind: "ExpectMessage";
      readonly message: Name;
      readonly sent: boolean;
      /** To whom, by their address; absent: to anybody. */
      readonly to?: Text;
      readonly span: Span;
    }
  | {
      readonly kind: "ExpectCount";
      readonly what: "breaches" | "sendings" | "calls";
      readonly of: Name;
      readonly are: number;
      readonly span: Span;
    };

export type Declaration =
  | CalendarDeclaration
  | RoleDeclaration
  | LadderDeclaration
  | RightDeclaration
  | ChangesDeclaration
  | SubjectDeclaration
  | EventDeclaration
  | AudienceDeclaration
  | ActionDeclaration
  | ScoreDeclaration
  | PolicyDeclaration
  | RouteDeclaration
  | HygieneDeclaration
  | JourneyDeclaration
  | ScenarioDeclaration;

/** A comment and where it stands; kept beside the tree so that nothing written is lost. */
export interface Comment {
  readonly text: string;
  readonly span: Span;
}

export interface SourceFile {
  readonly kind: "SourceFile";
  /** As named by the caller, with `/` separators; spans repeat it. */
  readonly path: string;
  readonly text: string;
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
  readonly span: Span;
}

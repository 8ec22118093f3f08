/**
 * The library: what all journeys share, compiled for whoever takes in events, routes work and keeps the contact
 * ledger. Plain JSON like the plan. It is not versioned with a journey: there is one ledger, one definition of a
 * lead and one score at a time (docs/language.md, rule 7).
 */
import type {
  Calendar,
  Condition,
  Duration,
  FieldType,
  Moment,
  Operand,
  Pattern,
  Plan,
  Rate,
  Role,
  Value,
} from "./plan.ts";

export type { FieldType };

export type Field = FieldType & {
  /** May be blank; a computed one may be where it comes to nothing. */
  readonly optional: boolean;
  readonly default: Value | null;
  /** How it is worked out from the fields beside it; nobody gives it. */
  readonly computed?: Operand;
  /** Of money: the one currency that it comes in, where some text says so. */
  readonly currency?: string;
  readonly description: string;
};

export interface Subject {
  readonly title: string;
  readonly owner: string;
  /** The field that identifies one. */
  readonly key: string;
  /** The field whose normalised value is the account. */
  readonly account: string | null;
  readonly record: string | null;
  /** Opened from one of these on one of these events, with its fields of the same name. */
  readonly follows?: { readonly subject: string; readonly on: readonly string[] };
  readonly fields: Readonly<Record<string, Field>>;
}

export interface EventKind {
  readonly subject: string;
  readonly fields: Readonly<Record<string, Field>>;
}

/** A score's rules. Parts decay and reset apart; the value is the sum of parts and facts. */
export interface Score {
  readonly subject: string;
  readonly owner: string;
  readonly parts: readonly ScorePart[];
  readonly facts: readonly { readonly points: number; readonly when: Condition }[];
  /** Ascending by `from`; below the first there is no band. */
  readonly bands: readonly { readonly name: string; readonly from: number }[];
}
export interface ScorePart {
  readonly name: string;
  readonly adds: readonly {
    readonly points: number;
    readonly on: readonly Pattern[];
    readonly rate: Rate | null;
  }[];
  /** Milliseconds in which points halve; `null`: they stay. */
  readonly halfLife: number | null;
  readonly resetsOn: readonly Pattern[];
  /** Resets when one of these comes to hold. */
  readonly resetsWhen?: readonly Condition[];
}

/**
 * A question about readings, each the value at the end of a UTC day. The answer reaches journeys like a band; the
 * first reading of somebody is at the end of the day on which they became known.
 */
export type Reading =
  /** Yes while the condition has held at the ends of so many days in a row, and was not otherwise since. */
  | {
      readonly is: "in a row";
      readonly subject: string;
      readonly when: Condition;
      readonly times: number;
    }
  /** Yes from the end of a day by which the value has moved so far from the day before, until the end of the next. */
  | {
      readonly is: "moved";
      readonly subject: string;
      readonly of: { readonly score: string } | { readonly field: string };
      readonly direction: "falls" | "rises";
      /** With `relative` a percentage of the value before, else of the value's own type. */
      readonly by: Value;
      readonly relative: boolean;
      /** The answer when the value of either day is blank. */
      readonly blank: boolean;
    };

/**
 * A question about a subject that is answered where events come in, whatever journeys it is in. The answer reaches
 * them like a band, and is `HOLDS` while it is yes.
 */
export type Question =
  /** Nobody of the account, the subject included, is a record of this kind of whom the condition holds. */
  | {
      readonly is: "none related";
      readonly subject: string;
      readonly of: string;
      /** Over the fields of the other record. */
      readonly when: Condition;
    }
  /** No such event for so long, on the calendar of the subject's owner, since it became known. */
  | {
      readonly is: "silent";
      readonly subject: string;
      readonly events: readonly Pattern[];
      readonly lasting: Duration;
    }
  /** One of these has happened at or after the moment, as far as the moment is known. */
  | {
      readonly is: "happened";
      readonly subject: string;
      readonly events: readonly string[];
      readonly since: Moment;
    };

/** Scheduled data care: what a run of the job does for each subject. */
export interface Hygiene {
  readonly subject: string;
  readonly owner: string;
  /** Milliseconds between two runs. */
  readonly every: number;
  /** Those whose values of all these fields are known and the same are one; `keeping` says whose key and values win. */
  readonly merges: readonly { readonly by: readonly string[]; readonly keeping: "first" | "latest" }[];
  /** A field that is to say whether the condition holds. */
  readonly flags: readonly { readonly field: string; readonly when: Condition }[];
  /** A journey that is begun for whom the condition holds of: it asks somebody. */
  readonly asks: readonly { readonly journey: string; readonly when: Condition }[];
}

export interface ContactPolicy {
  readonly owner: string;
  /** `channel: "message"` counts all channels together. `per` is exact time. */
  readonly caps: readonly { readonly atMost: number; readonly channel: string; readonly per: Duration }[];
  /** When machines may write, in the subject's own zone, else in `otherwise`. */
  readonly only: {
    readonly days: readonly number[];
    readonly from: number;
    readonly to: number;
    readonly otherwise: string;
  } | null;
  readonly never: readonly Condition[];
  readonly holdAccount: readonly Condition[];
  readonly askHolder: readonly { readonly when: Condition; readonly ladder: string }[];
  /** Purposes of messages that no cap, hour or hold stops, and the role that may mark one so. */
  readonly exempt: readonly { readonly purpose: string; readonly markedBy: string }[];
}

export interface Route {
  readonly owner: string;
  readonly subject: string;
  readonly match: readonly string[];
  readonly prefer: readonly string[];
  readonly pick: "least loaded" | "in turn";
  readonly skip: readonly ("away" | "at capacity" | "missed")[];
  /** The role asked when nobody fits; serves the first pick only. */
  readonly otherwise: string;
}

/** What a connector takes and gives back: checked on both sides of each call. */
export interface ActionContract {
  readonly title: string;
  readonly in: Readonly<Record<string, Field>>;
  readonly out: Readonly<Record<string, Field>>;
}

/** A message with its words; `body` is Liquid over the subject's fields. */
export interface Message {
  readonly channel: "email";
  readonly subject: string;
  readonly purpose: string;
  readonly body: string;
  readonly file: string;
}

export interface Audience {
  readonly subject: string;
  readonly when: Condition;
}

/** What its owner has promised to look at again. Dates are `YYYY-MM-DD`, where the owner works. */
export interface DatedReview {
  readonly of: "journey" | "score" | "route";
  readonly name: string;
  /** A role. */
  readonly owner: string;
  /** In words: `3 months`. */
  readonly every: string;
  readonly last: string;
  /** The last day on which the next one is in time, and the last of the grace. */
  readonly due: string;
  readonly until: string;
}

export interface Library {
  readonly format: 1;
  readonly subjects: Readonly<Record<string, Subject>>;
  readonly events: Readonly<Record<string, EventKind>>;
  readonly scores: Readonly<Record<string, Score>>;
  /** By name, which is the question in words; absent: journeys ask none. */
  readonly readings?: Readonly<Record<string, Reading>>;
  /** By name, which is the question in words; absent: nobody asks any. */
  readonly questions?: Readonly<Record<string, Question>>;
  /** By name; absent: none. */
  readonly hygiene?: Readonly<Record<string, Hygiene>>;
  /** Named conditions, for whoever operates on many at once; absent: none. */
  readonly audiences?: Readonly<Record<string, Audience>>;
  /** By subject. */
  readonly policies: Readonly<Record<string, ContactPolicy>>;
  readonly routes: Readonly<Record<string, Route>>;
  readonly roles: Readonly<Record<string, Role>>;
  readonly calendars: Readonly<Record<string, Calendar>>;
  readonly messages: Readonly<Record<string, Message>>;
  /** Absent: none. */
  readonly actions?: Readonly<Record<string, ActionContract>>;
  /** Absent: none has a date. */
  readonly reviews?: readonly DatedReview[];
}

/** Who fills the roles today (people.yaml). */
export interface People {
  readonly people: readonly Person[];
  readonly delegates: readonly Delegation[];
  /** Shared addresses of roles; without one, everyone who fills the role is told. */
  readonly addresses: Readonly<Record<string, string>>;
}
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** What the code host calls them, without `@`; absent: they approve no changes there by a name of its own. */
  readonly login?: string;
  readonly roles: readonly string[];
  /** Field name to the values served; a field that is not named serves all. */
  readonly serves: Readonly<Record<string, readonly string[]>>;
  /** Handovers and tasks open at a time; `null`: no limit. */
  readonly capacity: number | null;
  /** Inclusive local dates. */
  readonly away: readonly { readonly from: string; readonly to: string }[];
}
export interface Delegation {
  readonly right: string;
  readonly of: string;
  readonly to: string;
  readonly from: string;
  readonly toDate: string;
}

/** A version of a journey as a build holds it. */
export interface BuiltPlan {
  readonly hash: string;
  readonly plan: Plan;
  /** It is the text of today, to be tried: it may be another tomorrow. Absent: it is frozen. */
  readonly unreleased?: true;
  /** For whoever is inside: nobody enters it. Absent: people enter it, unless a deploy says otherwise. */
  readonly keptOnly?: true;
}

/** All that a running installation loads. */
export interface Build {
  readonly library: Library;
  readonly plans: readonly BuiltPlan[];
}

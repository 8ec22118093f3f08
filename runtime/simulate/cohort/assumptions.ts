/**
 * What a simulation assumes: who comes, what they do, and how people answer. All of it is data, so that a report can
 * say what it rests on. Shares are between 0 and 1; times are milliseconds.
 */
import type { Value } from "../../../compiler/plan.ts";

export interface Assumptions {
  /** By subject: how they come in. */
  readonly arrivals: Readonly<Record<string, Arrivals>>;
  /** By subject and field: what is known of one at arrival; and, where people fill it in, what they say. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, Draw>>>>;
  readonly happenings: readonly Happening[];
  /** By role. */
  readonly people: Readonly<Record<string, Pace>>;
  /** By handover, task, right or message: how often each answer is given. */
  readonly answers: Readonly<Record<string, Weights>>;
}

/** Of each label so many; they need not add up to anything. */
export type Weights = Readonly<Record<string, number>>;

export interface Arrivals {
  readonly perWeek: number;
  /** 0 for Monday. On these days, between these minutes of the local day of who owns the first stage. */
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
  /** What the first thing is that they do: by event. Empty: nothing, they are only known. */
  readonly first: Weights;
}

/** Log-normal: half lie below `median`, and two thirds between `median / spread` and `median * spread`. */
export interface Spread {
  readonly median: number;
  readonly spread: number;
}

export type Draw =
  /** `null` is blank. */
  | { readonly of: "list"; readonly values: readonly (readonly [value: Value, weight: number])[] }
  | {
      readonly of: "number";
      readonly spread: Spread;
      readonly isWhole: boolean;
      /** Of money. */
      readonly currency: string | null;
      /** Share of those of whom it is blank. */
      readonly blank: number;
    }
  /** `{n}` is the number of the subject, `{n/3}` the same for three of them. */
  | { readonly of: "pattern"; readonly text: string; readonly blank: number }
  /** A date so long after the arrival. */
  | { readonly of: "date"; readonly after: Spread; readonly blank: number };

/** Something that comes from outside: an event, or fields that change. */
export interface Happening {
  readonly does:
    | { readonly event: string; readonly fields: Readonly<Record<string, Draw>> }
    | { readonly set: Readonly<Record<string, Value>> };
  readonly when: /** Again and again, while the subject stands in one of these stages. */
    | { readonly is: "rate"; readonly perWeek: number; readonly stages: readonly string[] }
    | { readonly is: "after"; readonly cause: Cause; readonly chance: number; readonly delay: Spread };
}

export interface Cause {
  /** `wait`: the journey begins to wait for the event. A `stage` must last until then. */
  readonly what: "event" | "stage" | "message" | "task" | "handover" | "exit" | "wait";
  /** `null`: any. */
  readonly name: string | null;
  /** Of a task: only with this result. */
  readonly result: string | null;
}

export interface Pace {
  /** Things that one can do in eight open hours. */
  readonly perDay: number;
  /** Open time until somebody looks at what they are asked. */
  readonly answers: Spread;
  /** Share that is left lying until a reminder, or until somebody else has it. */
  readonly overlooks: number;
}

/** How the world talks to a running journey: names and shapes of its start, signals, updates and query. */
import type { Fields, Instant, VersionMove } from "../../compiler/plan.ts";
import type { CallRequest } from "../activities/contract.ts";
import type { Clock } from "../clock.ts";
import type { Act, Actor, Event, Input, JournalEntry, Refusal, Resuming } from "../machine/protocol.ts";
import type { State } from "../machine/state.ts";

/** What the machine starts with, but for the instant, which is that of the run's first task. */
export interface JourneyStart extends Omit<Extract<Input, { readonly is: "start" }>, "is" | "now"> {
  readonly clock: Clock;
  /** Present when a run continues as new: everything the run before it knew. */
  readonly resume?: Resume;
}

export interface Resume {
  /** `null`: the first step has not been taken yet (it got stuck). */
  readonly state: State | null;
  /** The latest instant at which the machine was stepped. */
  readonly now: Instant;
  /** Which run of the instance this is, from 1. */
  readonly runNumber: number;
  /** Batches recorded so far. */
  readonly batches: number;
  /** Written, and not yet in the store: it rides on the next batch. */
  readonly journal: readonly JournalEntry[];
  /** Calls that were under way; absent: none. */
  readonly calls?: readonly CallRequest[];
  /** What was waiting to be taken in. */
  readonly queue: readonly Arrived[];
  /** The input that could not be taken in; only with `stuck`. */
  readonly held: Input | null;
  readonly stuck: Stuck | null;
  /** Acts that were taken, by update id: ids are only unique within a run. */
  readonly answered: readonly Answered[];
}
export type Answered = readonly [updateId: string, answer: ActAnswer];

/** Why an instance does not go on, though nothing is lost: see `drive-journey.ts`, "Stuck". */
export interface Stuck {
  readonly since: Instant;
  readonly attempts: number;
  /** Whether the machine failed on its input or the store on what came of it. */
  readonly cause: "machine" | "store";
  readonly why: string;
}

/** The one signal, `inform`: something became known. The driver stamps the instant at which it arrived. */
export type Fact =
  | { readonly is: "event"; readonly event: Event }
  | { readonly is: "fields"; readonly id: string; readonly fields: Fields }
  | { readonly is: "band"; readonly id: string; readonly score: string; readonly band: string | null }
  | { readonly is: "left"; readonly id: string; readonly person: string; readonly roles: readonly string[] }
  | { readonly is: "gives way"; readonly id: string; readonly to: string; readonly how: "pauses" | "ends" }
  | { readonly is: "goes on"; readonly id: string }
  | { readonly is: "journey ended"; readonly id: string; readonly instance: string }
  | { readonly is: "merged"; readonly id: string }
  | { readonly is: "pause"; readonly id: string; readonly by: string; readonly why: string }
  | { readonly is: "resume"; readonly id: string; readonly by: string; readonly how: Resuming }
  | StopOrder
  | { readonly is: "look again"; readonly id: string }
  | SkipOrder
  | { readonly is: "moves"; readonly id: string; readonly move: VersionMove }
  | { readonly is: "released"; readonly key: string };
/** What goes before anything else where an instance is stuck: see `drive-journey.ts`. */
export type Order = StopOrder | SkipOrder;
interface StopOrder {
  readonly is: "stop";
  readonly id: string;
  readonly by: string;
  readonly why: string;
  readonly exit: string | null;
}
/** Of one that is stuck: what it cannot take in is left out. No input of the machine's. */
interface SkipOrder {
  readonly is: "skip";
  readonly id: string;
  readonly by: string;
  readonly why: string;
}
/** What came of a call. It comes from within: no signal may bring it. */
export type CallEnded = Omit<Extract<Input, { is: "called" }>, "now">;
export interface Arrived {
  readonly at: Instant;
  readonly fact: Fact | CallEnded;
}

/** Updates `accept`, `decline`, `complete`, `decide` and `request`; the id of the update makes a second click harmless. */
export interface ActRequest<Do extends Act["do"] = Act["do"]> {
  readonly actor: Actor;
  readonly act: Extract<Act, { readonly do: Do }>;
}
/** Taken, or refused after all because somebody was first. */
export type ActAnswer = { readonly taken: true } | { readonly taken: false; readonly refusal: Refusal };

/** What a journey's workflow returns. */
export interface JourneyEnd {
  readonly exit: string;
  readonly outcome: "success" | "failure" | "neutral";
}

export const INFORM = "inform";
export const ACTS = [
  "accept",
  "decline",
  "complete",
  "decide",
  "request",
] as const satisfies readonly Act["do"][];
export const STATE = "state";
/** Failure type of an update that a validator refused; its details are the `Refusal`. */
export const REFUSED = "baton.refused";
/** Failure type of an update to an instance that is stuck: it was not taken, and may be tried again later. */
export const STUCK = "baton.stuck";
export const TASK_QUEUE = "baton";
/** As the journal says of what was left out by hand. */
export const LEFT_OUT = "left out";
/** What an instance is listed by. It is given at the start, which costs nothing, and kept up as it changes. */
export interface Indexed {
  readonly journey: string;
  readonly version: number;
  readonly stage: string;
  /** The role, and never the person: whoever may look at Temporal reads it in clear (docs/decisions/0027). */
  readonly holder: string;
}
/** Search attributes, all of type Keyword, in the order of `Indexed`. */
export const SEARCH_ATTRIBUTES = ["BatonJourney", "BatonVersion", "BatonStage", "BatonHolder"] as const;

/**
 * What came of a cohort, as data: everything that is printed or drawn of a simulation is made from this. Times are
 * milliseconds, shares between 0 and 1; lists of weeks begin with the first.
 */
import type { Duration, Instant } from "../../../compiler/plan.ts";
import type { PersonId } from "../../machine/protocol.ts";
import type { Assumptions } from "./assumptions.ts";
import type { Quantiles } from "./level.ts";

export interface CohortReport {
  readonly journey: string;
  readonly version: number;
  readonly title: string;
  readonly seed: number;
  readonly start: Instant;
  readonly until: Instant;
  /** Subjects that came in, and of these those that entered the journey, and how often in all. */
  readonly arrived: number;
  readonly entered: number;
  readonly entries: number;
  /** Entries that have not ended. */
  readonly open: number;
  readonly goal: { readonly event: string; readonly within: Duration; readonly reached: number };
  readonly stages: readonly StageReport[];
  readonly flows: readonly Flow[];
  readonly exits: readonly ExitReport[];
  readonly handovers: readonly HandoverReport[];
  readonly roles: readonly RoleReport[];
  readonly people: readonly PersonReport[];
  readonly messages: MessagesReport;
  readonly cost: CostReport;
  /** Times that nobody could be found for something. */
  readonly stuck: number;
  /** Other journeys that were entered meanwhile. */
  readonly others: readonly { readonly journey: string; readonly entries: number; readonly open: number }[];
  readonly assumptions: Assumptions;
}

export interface StageReport {
  readonly stage: string;
  readonly owner: string;
  /** Visits, and those of them that go on. */
  readonly entered: number;
  readonly inIt: number;
  /** Of visits that have ended. */
  readonly time: Quantiles | null;
  /** Mean number of those who stood in it, week by week. */
  readonly weeks: readonly number[];
}

/** Of moves from one place to another: `entry`, a stage, or an exit, each under its own name. */
export interface Flow {
  readonly from: Place;
  readonly to: Place;
  readonly count: number;
}
export type Place = { readonly is: "entry" } | { readonly is: "stage" | "exit"; readonly name: string };

export interface ExitReport {
  readonly exit: string;
  readonly outcome: "success" | "failure" | "neutral";
  readonly count: number;
  /** Since the entry. */
  readonly time: Quantiles | null;
}

export interface HandoverReport {
  readonly handover: string;
  readonly offered: number;
  readonly accepted: number;
  readonly declined: Readonly<Record<string, number>>;
  /** Held without consent, at the end of a ladder. */
  readonly given: number;
  /** Clocks that ran out. */
  readonly timedOut: number;
  /** From the offer to whoever then held it. */
  readonly time: Quantiles | null;
}

export interface RoleReport {
  readonly role: string;
  readonly people: number;
  readonly asked: number;
  readonly done: number;
  readonly withdrawn: number;
  readonly breaches: number;
  readonly reassigned: number;
  /** Time from the request to the answer. */
  readonly waiting: Quantiles | null;
  /** Open requests. */
  readonly queue: { readonly mean: number; readonly highest: number; readonly weeks: readonly number[] };
}

export interface PersonReport {
  readonly person: PersonId;
  readonly roles: readonly string[];
  readonly done: number;
  /** Share of their open hours that this took. */
  readonly busy: number;
  readonly capacity: number | null;
  /** Most handovers and tasks open at a time, and the share of time with more than the capacity. */
  readonly mostOpen: number;
  readonly overCapacity: number;
}

export interface MessagesReport {
  readonly sent: number;
  /** Sent to one who entered; of those who got none it is zero. */
  readonly perSubject: Quantiles | null;
  readonly byMessage: readonly MessageReport[];
  /** Why something was put off, or did not go out. */
  readonly reasons: readonly { readonly outcome: string; readonly why: string; readonly count: number }[];
}
export type MessageReport = { readonly message: string } & Readonly<Record<MessageOutcome, number>>;
export const MESSAGE_OUTCOMES = ["sent", "deferred", "held", "ask", "dropped", "suppressed"] as const;
export type MessageOutcome = (typeof MESSAGE_OUTCOMES)[number];

/** Temporal actions, by the rules of the driver (docs/how-to/simulate-a-journey.md). */
export interface CostReport {
  readonly actions: number;
  readonly perEntry: number;
  readonly by: Readonly<Record<CostKind, number>>;
}
export const COST_KINDS = ["starts", "signals", "updates", "activities", "timers", "attributes"] as const;
export type CostKind = (typeof COST_KINDS)[number];

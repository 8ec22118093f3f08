/** What the driver says and does when a step fails: see "Stuck" in `drive-journey.ts`. */
import { ActivityFailure, rootCause } from "@temporalio/common";
import type { Instant } from "../../compiler/plan.ts";
import type { Input, JournalEntry } from "../machine/protocol.ts";
import { LEFT_OUT, type Order, type Stuck } from "./contract.ts";

export const NOT_TAKEN = "The journey is stuck: this was not taken, and can be tried again later.";

/** Real milliseconds until a stuck instance tries again by itself, doubling. */
const FIRST_RETRY = 60_000;
const LAST_RETRY = 3_600_000;
/** Attempts that a fact leads to at once. */
const EAGER_ATTEMPTS = 5;
/** Longest reason that is kept; a reason is one sentence of ours. */
const REASON = 200;

export const retryDelay = (attempts: number): number =>
  Math.min(FIRST_RETRY * 2 ** (attempts - 1), LAST_RETRY);

/** Real milliseconds before which not even a fact leads to another attempt. */
export const leastDelay = (attempts: number): number =>
  attempts <= EAGER_ATTEMPTS ? 0 : Math.min(1_000 * 2 ** (attempts - EAGER_ATTEMPTS - 1), FIRST_RETRY);

export const stuckBy = (error: unknown, before: Stuck | null, now: Instant): Stuck => ({
  since: before?.since ?? now,
  attempts: (before?.attempts ?? 0) + 1,
  // The driver calls two things: the machine, which is a function, and the store, which is an activity.
  cause: error instanceof ActivityFailure ? "store" : "machine",
  why: reasonOf(error),
});

const reasonOf = (error: unknown): string => (rootCause(error) ?? String(error)).slice(0, REASON);

export const stuckEntry = (stuck: Stuck, input: Input, stage: string | null): JournalEntry => ({
  at: stuck.since,
  what: "stuck",
  name: nameOf(input),
  stage: stage ?? "",
  step: null,
  by: input.is === "act" ? input.actor.person : null,
  to: null,
  result: stuck.cause,
  why: stuck.why,
});

/** What somebody has ordered it to leave out, or to leave behind. */
export const leftOutEntry = (
  { by, why }: Order,
  held: Input,
  now: Instant,
  stage: string | null,
): JournalEntry => ({
  at: now,
  what: "ignored",
  name: nameOf(held),
  stage: stage ?? "",
  step: null,
  by,
  to: null,
  result: LEFT_OUT,
  why,
});

function nameOf(input: Input): string {
  if (input.is === "event") return `event ${input.event.kind}`;
  return input.is === "act" ? input.act.do : input.is;
}

/** Whether the rules of a journey's entry let a subject in now. Pure, so that all who enter subjects agree. */
import { addDuration } from "../../compiler/calendar-time.ts";
import { invariant } from "../../compiler/invariant.ts";
import type { Calendar, Instant, Plan } from "../../compiler/plan.ts";
import { isAmong } from "../machine/bucket.ts";

/** What is known of an earlier instance of the journey with this subject. */
export interface Earlier {
  readonly enteredAt: Instant;
  /** `null`: it is open. */
  readonly endedAt: Instant | null;
}

export type Entry =
  /** `number`: the how-manieth instance of this journey it is for the subject. */
  | { readonly may: true; readonly number: number }
  | { readonly may: false; readonly why: string; readonly joins: boolean };

/** `earlier`: all instances of this journey with the subject, of any version. */
export function mayEnter(plan: Plan, earlier: readonly Earlier[], now: Instant): Entry {
  const number = earlier.length + 1;
  if (earlier.some((instance) => instance.endedAt === null)) {
    if (plan.ifOpen === "start another") return { may: true, number };
    const joins = plan.ifOpen === "join";
    return { may: false, why: joins ? "one is open, and is joined" : "one is open", joins };
  }
  const free = freeAgainAt(plan, earlier);
  if (free === "never")
    return { may: false, why: "one has ended, and it is entered once only", joins: false };
  if (now < free) return { may: false, why: "the last one ended too short a time ago", joins: false };
  return { may: true, number };
}

/** Whether the subject is left out of the journey, to compare with; for good, whatever leads in and however often. */
export const isHeldOut = ({ holdout, journey }: Plan, subject: string): boolean =>
  holdout !== undefined && isAmong(holdout, subject, journey, "holdout");

/** All of them have ended. Inclusive, like every deadline. */
function freeAgainAt(plan: Plan, earlier: readonly Earlier[]): Instant | "never" {
  const { ifEnded } = plan;
  if (earlier.length === 0 || ifEnded.then === "at once") return Number.NEGATIVE_INFINITY;
  if (ifEnded.then === "never") return "never";
  const calendar = calendarOf(plan);
  const free = earlier.map((instance) => {
    const from = ifEnded.from === "end" ? (instance.endedAt ?? instance.enteredAt) : instance.enteredAt;
    return addDuration(calendar, from, ifEnded.after);
  });
  return Math.max(...free);
}

/** The journey's owner counts the days until it may begin again. */
function calendarOf(plan: Plan): Calendar {
  const calendar = plan.calendars[plan.roles[plan.owner]?.calendar ?? ""];
  invariant(calendar !== undefined, `${plan.journey} has no calendar of its owner`);
  return calendar;
}

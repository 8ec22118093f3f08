/**
 * Journeys of one exclusive group with one subject: at most one is under way (docs/language.md, rule 13; promise P7).
 * Pure, so that intake and the simulator agree.
 */
import type { Instant, Plan } from "../../compiler/plan.ts";

/** Another journey of the group that has not ended. */
export interface Rival {
  readonly id: string;
  readonly journey: string;
  readonly priority: number;
  readonly givesWay: "pauses" | "ends";
  /** The journey that it has given way to; `null`: it is the one under way. */
  readonly givesWayTo: string | null;
  readonly enteredAt: Instant;
}

export type Standing =
  | {
      readonly may: true;
      /** Those that give way to the newcomer; who waits already waits for it from now on. */
      readonly give: readonly Rival[];
      /** The one that the newcomer itself gives way to from its first instant. */
      readonly waitsFor: Rival | null;
    }
  | { readonly may: false; readonly why: string };

const ALONE: Standing = { may: true, give: [], waitsFor: null };

/**
 * How a newcomer stands among the others (docs/language.md, 13.13). Who is there first stays, where neither has the
 * higher priority; the newcomer waits for its turn, unless it gives way and ends: then there is nothing that could wait.
 */
export function standingIn(exclusive: Plan["exclusive"], rivals: readonly Rival[]): Standing {
  const live = rivals.find(({ givesWayTo }) => givesWayTo === null);
  if (exclusive === null || live === undefined) return ALONE;
  if (live.priority < exclusive.priority)
    return { may: true, give: rivals.filter(isLeftToTell), waitsFor: null };
  if (exclusive.givesWay === "pauses") return { may: true, give: [], waitsFor: live };
  return { may: false, why: `${live.journey} is under way, of the same group` };
}

/** Who gives way and ends is told once. */
const isLeftToTell = ({ givesWay, givesWayTo }: Rival): boolean =>
  givesWay === "pauses" || givesWayTo === null;

/** Who goes on once one of the group has ended: the highest priority, then who was there first. */
export function nextToGoOn(rivals: readonly Rival[]): Rival | null {
  if (rivals.some(({ givesWayTo }) => givesWayTo === null)) return null;
  const waiting = rivals.filter(({ givesWay }) => givesWay === "pauses");
  const [next] = waiting.sort((a, b) => b.priority - a.priority || a.enteredAt - b.enteredAt);
  return next ?? null;
}

/** Whether a step of the plan begins that journey and waits for its end. */
export const waitsForEndOf = (plan: Plan, journey: string): boolean =>
  Object.values(plan.code).some(
    (step) => step.do === "begin" && step.wait !== undefined && step.journey === journey,
  );

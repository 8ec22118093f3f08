/** `if several are open  send one message a day` (docs/language.md, 6.7, rule 13): which messages wait for each other. */
import { invariant } from "../../compiler/invariant.ts";
import type { Fields, Instant, Moment, Plan } from "../../compiler/plan.ts";
import { comesAt } from "../machine/moments.ts";
import type { Merging } from "./contact.ts";
import { momentViewFor } from "./moment-view.ts";

interface Asked {
  readonly plan: Plan;
  readonly stage: string;
  readonly subject: { readonly id: string; readonly fields: Fields };
  readonly now: Instant;
}

/** Of one journey, about one subject. */
export const mergeGroup = (journey: string, subject: string): string => `${journey} ${subject}`;

/**
 * `undefined`: the journey merges nothing.
 * @param waits whether it waits for others: several are open, and it has not waited yet
 */
export function mergingOf(asked: Asked, waits: boolean): Merging | undefined {
  const { plan, subject } = asked;
  const { merges } = plan;
  if (merges === undefined) return undefined;
  // What is asked for at that very time of the day is late for it, as it is a moment later.
  const next = (from: Instant): Instant => (waits ? at(merges, asked, Math.max(from, asked.now + 1)) : from);
  return { group: mergeGroup(plan.journey, subject.id), next };
}

/** What is set for up to here goes along with what goes out now: the end of the local day. */
export function mergesUntil(asked: Asked): Instant {
  const { merges } = asked.plan;
  const day = {
    anchor: { from: "end", of: "day" },
    ...(merges?.ownZone && { ownZone: merges.ownZone }),
  } as const;
  return at(day, asked, asked.now);
}

function at(moment: Moment, { plan, stage, subject, now }: Asked, from: Instant): Instant {
  const comes = comesAt(moment, { ...momentViewFor(plan, stage, subject.fields, now), start: from });
  invariant(comes !== null, `${plan.journey} merges at no time of day`);
  return comes;
}

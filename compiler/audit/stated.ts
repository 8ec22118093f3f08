/** What the texts show of all journeys together: what was done, nobody is asked for. */
import type { Model } from "../model.ts";
import { capsWithoutPriority } from "./caps-without-priority.ts";
import { nobodyAskedFirst, noContactPolicy } from "./contact-policies.ts";
import { exitWithoutOwner } from "./exit-without-owner.ts";
import type { AuditRule, Found } from "./found.ts";
import { groupOfOne } from "./group-of-one.ts";
import { overlappingEntry } from "./overlapping-entry.ts";
import { reviewWithoutDate } from "./review-without-date.ts";
import { scoreUnread } from "./score-unread.ts";
import { sentByTwo } from "./sent-by-two.ts";
import { toldTwice } from "./told-twice.ts";
import { writtenBesideAPerson } from "./written-beside-a-person.ts";

const RULES: readonly AuditRule[] = [
  overlappingEntry,
  groupOfOne,
  toldTwice,
  sentByTwo,
  capsWithoutPriority,
  exitWithoutOwner,
  noContactPolicy,
  nobodyAskedFirst,
  writtenBesideAPerson,
  scoreUnread,
  reviewWithoutDate,
];

export const statedIn = (model: Model): readonly Found[] => [...statedInParts(model)].flat();

/** The same in parts, between which an editor answers. */
export function* statedInParts(model: Model): Generator<readonly Found[]> {
  for (const rule of RULES) yield rule(model);
}

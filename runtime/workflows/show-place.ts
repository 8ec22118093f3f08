/** Where an instance stands, for people: search attributes (an event each time, so only on a change) and details. */

import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type SearchAttributeUpdatePair,
} from "@temporalio/common";
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from "@temporalio/workflow";
import type { Plan } from "../../compiler/plan.ts";
import type { Place } from "../machine/protocol.ts";
import { SEARCH_ATTRIBUTES, type Stuck } from "./contract.ts";
import { describePlace, describeStuck } from "./words.ts";

const KEYS = SEARCH_ATTRIBUTES.map((name) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD));

/** Characters of a value that are indexed; the server refuses the whole task for one of more than 2 KB. */
const LONGEST = 250;

/** The holder is the person's id, or the role while there is none: ids only, since nothing encrypts these. */
export function indexPlace(plan: Plan, place: Place): void {
  const values = [plan.journey, String(plan.version), place.stage, place.holder.person ?? place.holder.role];
  const known = workflowInfo().typedSearchAttributes;
  const changed = KEYS.flatMap((key, index): SearchAttributeUpdatePair[] => {
    const value = values[index]?.slice(0, LONGEST);
    return value === undefined || known.get(key) === value ? [] : [{ key, value }];
  });
  if (changed.length > 0) upsertSearchAttributes(changed);
}

/** Costs no event. @param place `null` before the entry. */
export const detailPlace = (place: Place | null, stuck: Stuck | null): void =>
  setCurrentDetails(
    [
      ...(stuck === null ? [] : [describeStuck(stuck)]),
      ...(place === null ? [] : [describePlace(place)]),
    ].join("\n\n"),
  );

/** Where an instance stands, for people: search attributes (an event each time, so only on a change) and details. */

import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from "@temporalio/workflow";
import type { Plan } from "../../compiler/plan.ts";
import type { Place } from "../machine/protocol.ts";
import type { Stuck } from "./contract.ts";
import { indexPairs } from "./index-pairs.ts";
import { describePlace, describeStuck } from "./words.ts";

export function indexPlace({ journey, version }: Plan, { stage, holder }: Place): void {
  const known = workflowInfo().typedSearchAttributes;
  const pairs = indexPairs({ journey, version, stage, holder: holder.role });
  const changed = pairs.filter(({ key, value }) => known.get(key) !== value);
  if (changed.length > 0) upsertSearchAttributes([...changed]);
}

/** Costs no event. @param place `null` before the entry. */
export const detailPlace = (place: Place | null, stuck: Stuck | null): void =>
  setCurrentDetails(
    [
      ...(stuck === null ? [] : [describeStuck(stuck)]),
      ...(place === null ? [] : [describePlace(place)]),
    ].join("\n\n"),
  );

/** What Temporal lists instances by. In clear, since nothing encrypts search attributes: names of the project only. */
import { defineSearchAttributeKey, type SearchAttributePair, SearchAttributeType } from "@temporalio/common";
import { type Indexed, SEARCH_ATTRIBUTES } from "./contract.ts";

const KEYS = SEARCH_ATTRIBUTES.map((name) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD));

/** Characters of a value that are indexed; the server refuses the whole task for one of more than 2 KB. */
const LONGEST = 250;

export function indexPairs({ journey, version, stage, holder }: Indexed): readonly SearchAttributePair[] {
  const values = [journey, String(version), stage, holder];
  return KEYS.map((key, index) => ({ key, value: (values[index] ?? "").slice(0, LONGEST) }));
}

/** What an audit finds in the texts, as notes beside what a check finds: an edit shows what it does to all journeys. */
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { byPlace } from "../by-place.ts";
import type { CheckedWorkspace } from "../check.ts";
import type { Found } from "./found.ts";
import { permit } from "./permit.ts";
import { statedInParts } from "./stated.ts";

/**
 * What nobody has allowed, by file and place, and permissions that keep nothing. Journeys with errors cannot be asked
 * together, so there is none beside an error.
 */
export function notesIn(checked: CheckedWorkspace): readonly Diagnostic[] {
  const parts = notesInParts(checked);
  for (;;) {
    const part = parts.next();
    if (part.done === true) return part.value;
  }
}

/** The same in parts, between which an editor answers. */
export function* notesInParts({
  model,
  diagnostics,
}: CheckedWorkspace): Generator<undefined, readonly Diagnostic[]> {
  if (diagnostics.some(({ severity }) => severity === "error")) return [];
  const found: Found[] = [];
  for (const part of statedInParts(model)) {
    found.push(...part);
    yield;
  }
  const { judged, unused } = permit(found, model);
  const notes = judged.flatMap(({ found: one, because }) => (because === null ? [noteOf(one)] : []));
  return [...notes, ...unused].toSorted(byPlace);
}

const noteOf = ({ code, span, sentence, help }: Found): Diagnostic => ({
  code,
  severity: "note",
  span,
  message: sentence,
  ...(help === null ? {} : { help }),
  related: [],
  fixes: [],
});

/** A check that stands back: an editor answers between its parts, and gives it up when a text changes. */
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { notesInParts } from "../audit/notes.ts";
import { checkInParts } from "../check.ts";
import type { CheckOptions } from "../checks/check.ts";
import type { Snapshot } from "./snapshot.ts";

export interface Turns {
  /** Milliseconds that it may take before it stands back. */
  readonly length: number;
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
  /** Lets others go first. */
  readonly standBack: () => Promise<void>;
  readonly isGivenUp: () => boolean;
}

/** Exactly what `checkWorkspace` finds, then the notes; or undefined when it was given up. */
export async function checkSlowly(
  snapshot: Snapshot,
  options: CheckOptions,
  turns: Turns,
): Promise<readonly Diagnostic[] | undefined> {
  const parts = findInParts(snapshot, options);
  for (let began = turns.now(); ; ) {
    const part = parts.next();
    if (part.done === true) return turns.isGivenUp() ? undefined : part.value;
    if (turns.now() - began < turns.length) continue;
    await turns.standBack();
    if (turns.isGivenUp()) return undefined;
    began = turns.now();
  }
}

function* findInParts(
  snapshot: Snapshot,
  options: CheckOptions,
): Generator<undefined, readonly Diagnostic[]> {
  const checked = yield* checkInParts(snapshot, options);
  return [...checked.diagnostics, ...(yield* notesInParts(checked))];
}

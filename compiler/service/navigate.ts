/** From a place in a text to what the name there stands for, and from that to every place where it is written. */
import type { Span } from "../../language/ast.ts";
import { isMessageFile } from "../workspace.ts";
import { isSame, type Meaning } from "./meaning.ts";
import { type Occurrence, occurrencesByName, occurrencesIn } from "./occurrences.ts";
import { modelIn, type Snapshot } from "./snapshot.ts";

/** A place in a workspace: an offset in UTF-16 units. */
export interface Place {
  readonly path: string;
  readonly offset: number;
}

/** The name at a place, or right before it: a cursor stands behind a word as often as in it. */
export function occurrenceAt(snapshot: Snapshot, { path, offset }: Place): Occurrence | undefined {
  const file = snapshot.byPath.get(path);
  if (file === undefined) return undefined;
  const touching = occurrencesIn(file).filter(({ span }) => span.start <= offset && offset <= span.end);
  return touching.find(({ span }) => offset < span.end) ?? touching[0];
}

export function meaningsAt(snapshot: Snapshot, place: Place): readonly Meaning[] {
  return occurrenceAt(snapshot, place)?.meanings(modelIn(snapshot)) ?? [];
}

/** Where the name at a place is declared. */
export function findDefinitions(snapshot: Snapshot, place: Place): readonly Span[] {
  return meaningsAt(snapshot, place).flatMap((meaning) => definitionsOf(snapshot, meaning));
}

/** A message is declared by its file, a thing that is declared twice by both. */
export function definitionsOf(snapshot: Snapshot, meaning: Meaning): readonly Span[] {
  return occurrencesOf(snapshot, meaning)
    .filter(({ declares }) => declares)
    .map(({ span }) => span);
}

export function findReferences(
  snapshot: Snapshot,
  place: Place,
  { withDefinitions }: { readonly withDefinitions: boolean },
): readonly Span[] {
  const found = meaningsAt(snapshot, place).flatMap((meaning) => occurrencesOf(snapshot, meaning));
  return [...new Set(found)].filter(({ declares }) => withDefinitions || !declares).map(({ span }) => span);
}

/** Every place that stands for it, file by file. */
export function occurrencesOf(snapshot: Snapshot, meaning: Meaning): readonly Occurrence[] {
  const model = modelIn(snapshot);
  return snapshot.files.flatMap((file) => {
    const named = occurrencesByName(file).get(meaning.name) ?? [];
    return named.filter((one) => one.meanings(model).some((other) => isSame(other, meaning)));
  });
}

/** The places of one text that stand for what the name at a place does. */
export function findHighlights(snapshot: Snapshot, place: Place): readonly Span[] {
  if (isMessageFile(place.path)) return [];
  return findReferences(snapshot, place, { withDefinitions: true }).filter(({ file }) => file === place.path);
}

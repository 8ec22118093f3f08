/**
 * Renames what a name stands for wherever it is written: journeys, messages and people.yaml. What would change the
 * meaning of any text is refused, and the refusal says why.
 */

import type { Span } from "../../language/ast.ts";
import type { Edit } from "../../language/diagnostics/diagnostic.ts";
import { Positions } from "../../language/diagnostics/positions.ts";
import { RESERVED_WORDS } from "../../language/tokens.ts";
import { findUnreadable } from "../resolve.ts";
import { describeMeaning, isSame, type Meaning } from "./meaning.ts";
import { occurrenceAt, occurrencesOf, type Place } from "./navigate.ts";
import type { Occurrence } from "./occurrences.ts";
import { modelIn, type Snapshot, snapshotOf } from "./snapshot.ts";

export interface Renaming {
  readonly edits: readonly Edit[];
  /** A message bears the name of its file. */
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

export type Renamed = Renaming | { readonly refused: string };

/** What would be renamed at a place, or why nothing can be. */
export function findRenamable(
  snapshot: Snapshot,
  place: Place,
): { readonly span: Span } | { readonly refused: string } {
  const found = renamableAt(snapshot, place);
  return "refused" in found ? found : { span: found.at.span };
}

export function rename(snapshot: Snapshot, place: Place, to: string): Renamed {
  const found = renamableAt(snapshot, place);
  if ("refused" in found) return found;
  const { meaning } = found;
  const refused = refuseName(to);
  if (refused !== undefined) return { refused };
  if (to === meaning.name) return { edits: [], files: [] };
  const places = occurrencesOf(snapshot, meaning);
  const shared = refuseShared(places, meaning, snapshot);
  if (shared !== undefined) return { refused: shared };
  const renaming = renamingOf(places, meaning, to);
  const changed = refuseChange(snapshot, renaming, meaning, to);
  return changed === undefined ? renaming : { refused: changed };
}

type Renamable = { readonly at: Occurrence; readonly meaning: Meaning };

function renamableAt(snapshot: Snapshot, place: Place): Renamable | { readonly refused: string } {
  const at = occurrenceAt(snapshot, place);
  const [meaning, other] = at?.meanings(modelIn(snapshot)) ?? [];
  if (at === undefined || meaning === undefined) return { refused: "Here stands no name that is declared." };
  if (other !== undefined) {
    const both = `${describeMeaning(meaning)} and for ${describeMeaning(other)}`;
    return { refused: `\`${at.name}\` stands here for ${both}: rename each where it is declared.` };
  }
  if (!occurrencesOf(snapshot, meaning).some(({ declares }) => declares))
    return { refused: `There is no ${describeMeaning(meaning)}, so nothing can be renamed.` };
  return { at, meaning };
}

function refuseName(to: string): string | undefined {
  if (!/^[a-z][a-z0-9_]*$/.test(to))
    return `\`${to}\` cannot be a name: names are small letters from a to z, digits and \`_\`, and begin with a letter.`;
  return RESERVED_WORDS.some((word) => word === to)
    ? `\`${to}\` is a reserved word and cannot be a name.`
    : undefined;
}

/** `{{ name }}` in a message that goes to leads and to customers is a field of both. */
function refuseShared(
  places: readonly Occurrence[],
  meaning: Meaning,
  snapshot: Snapshot,
): string | undefined {
  const model = modelIn(snapshot);
  for (const { meanings, span } of places) {
    const other = meanings(model).find((one) => !isSame(one, meaning));
    if (other === undefined) continue;
    return `\`${meaning.name}\` at ${tell(span, snapshot)} stands for ${describeMeaning(other)} as well, which would lose it.`;
  }
  return undefined;
}

function renamingOf(places: readonly Occurrence[], meaning: Meaning, to: string): Renaming {
  const isFile = ({ declares }: Occurrence) => meaning.kind === "message" && declares;
  return {
    edits: places.filter((one) => !isFile(one)).map(({ span }) => ({ span, text: to })),
    files: places
      .filter(isFile)
      .map(({ span: { file } }) => ({ from: file, to: file.replace(/[^/]+\.md$/, `${to}.md`) })),
  };
}

// ── Whether every text still says what it said ────────────────────────────────────────────────────────────

/** The texts are read again with the new name: every place must stand for it, and nothing else may. */
function refuseChange(
  before: Snapshot,
  renaming: Renaming,
  meaning: Meaning,
  to: string,
): string | undefined {
  const renamed: Meaning = { ...meaning, name: to };
  const taken = occurrencesOf(before, renamed).find(({ declares }) => declares);
  if (taken !== undefined)
    return `There is a ${describeMeaning(renamed)} already, at ${tell(taken.span, before)}.`;
  const after = applyRenaming(before, renaming);
  const unread = unreadAnew(before, after);
  if (unread !== undefined)
    return `\`${to}\` would be read as a word of the language at ${tell(unread, after)}.`;
  const wanted = renaming.edits.length + renaming.files.length;
  const inner = withOwnRenamed(meaning, renamed);
  const found = occurrencesOf(after, inner);
  if (found.length === wanted) return undefined;
  return `\`${to}\` stands for something else already in a text that names ${describeMeaning(meaning)}.`;
}

const withOwnRenamed = (meaning: Meaning, renamed: Meaning): Meaning =>
  meaning.of === meaning.name && meaning.kind === "subject" ? { ...renamed, of: renamed.name } : renamed;

function unreadAnew(before: Snapshot, after: Snapshot): Span | undefined {
  for (const file of after.files) {
    const known = before.byPath.get(file.path);
    if (known === undefined || known === file) continue;
    const found = findUnreadable(file);
    if (found.length > findUnreadable(known).length) return found[0]?.span;
  }
  return undefined;
}

export function applyRenaming(snapshot: Snapshot, { edits, files }: Renaming): Snapshot {
  const moved = new Map(files.map(({ from, to }) => [from, to]));
  const byFile = new Map<string, Edit[]>();
  for (const edit of edits) byFile.set(edit.span.file, [...(byFile.get(edit.span.file) ?? []), edit]);
  return snapshotOf(
    snapshot.files.map((file) => {
      const own = byFile.get(file.path);
      const path = moved.get(file.path);
      if (own === undefined && path === undefined) return file;
      return { path: path ?? file.path, text: applyEdits(file.text, own ?? []) };
    }),
  );
}

/** Edits of one text, which do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((done, { span, text: by }) => done.slice(0, span.start) + by + done.slice(span.end), text);
}

function tell({ file, start }: Span, { byPath }: Snapshot): string {
  return `${file}:${new Positions(byPath.get(file)?.text ?? "").at(start).line}`;
}

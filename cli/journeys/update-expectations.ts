/** Changes what scenarios expect to what is so: each change is shown first, and none is made unasked. */
import { resolve } from "node:path";
import { applyEdits } from "../../language/diagnostics/apply-fixes.ts";
import type { Edit } from "../../language/diagnostics/diagnostic.ts";
import { positionsIn } from "../../language/diagnostics/positions.ts";
import type { Played } from "../../runtime/simulate/play-scenario.ts";
import type { Io } from "../io.ts";
import type { CheckedDirectory } from "./check-directory.ts";
import { replaceFile } from "./replace-file.ts";

export interface ExpectationChange {
  /** As seen from where the command runs, with the line. */
  readonly place: string;
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly edit: Edit;
}

export interface Updated {
  readonly changed: readonly ExpectationChange[];
  /** Those that nobody agreed to. */
  readonly left: readonly ExpectationChange[];
}

/**
 * @param isAgreed all of them, without a question.
 * @throws CommandFailure when a file cannot be written.
 */
export async function updateExpectations(
  played: readonly Played[],
  checked: CheckedDirectory,
  isAgreed: boolean,
  io: Io,
): Promise<Updated> {
  const changed: ExpectationChange[] = [];
  const left: ExpectationChange[] = [];
  for (const change of changesIn(played, checked)) {
    io.talk(`${change.place}\n  expects  ${change.before}\n  but      ${change.after}`);
    const isWanted = isAgreed || (io.answers && (await io.confirm("  Change what is expected?")));
    (isWanted ? changed : left).push(change);
  }
  for (const file of new Set(changed.map((change) => change.file))) {
    const edits = changed.filter((change) => change.file === file).map(({ edit }) => edit);
    replaceFile(resolve(io.cwd, file), applyEdits(textOf(file, checked), edits));
  }
  return { changed, left };
}

/** Each place once, though two scenarios may read one line of a shared file. */
function changesIn(played: readonly Played[], checked: CheckedDirectory): readonly ExpectationChange[] {
  const changes = played.flatMap(({ failures }) => failures).flatMap(({ instead }) => instead ?? []);
  return changes.map((edit) => {
    const file = checked.shownPath(edit.span.file);
    const { line } = positionsIn(checked.sources)(file).at(edit.span.start);
    const before = textOf(file, checked).slice(edit.span.start, edit.span.end);
    return { place: `${file}:${line}`, file, before, after: edit.text, edit };
  });
}

const textOf = (file: string, { sources }: CheckedDirectory): string => sources.get(file) ?? "";

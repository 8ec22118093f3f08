/** Applies what may be applied without being asked, until nothing is left that may. */
import { type Applied, applyEdits, pickFixes } from "../language/diagnostics/apply-fixes.ts";
import { positionsIn } from "../language/diagnostics/positions.ts";
import { type CheckedWorkspace, checkWorkspace } from "./check.ts";
import type { CheckOptions } from "./checks/check.ts";
import type { WorkspaceFile } from "./workspace.ts";

export interface Mended extends Applied {
  /** Of the finding, in the text as it then was. */
  readonly line: number;
}

export interface FixedWorkspace {
  /** All files, as they are now. */
  readonly files: readonly WorkspaceFile[];
  /** In the order in which it was done. */
  readonly mended: readonly Mended[];
  /** What is left. */
  readonly checked: CheckedWorkspace;
}

/** One mended mistake can bring the next to light, but two that undo each other must not go on for ever. */
const MAX_PASSES = 10;

/** Pure: what becomes of the files is for the caller to decide. */
export function fixWorkspace(files: readonly WorkspaceFile[], options: CheckOptions = {}): FixedWorkspace {
  let now = files;
  let checked = checkWorkspace({ files: now }, options);
  const mended: Mended[] = [];
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const picked = pickFixes(checked.diagnostics);
    if (picked.length === 0) break;
    mended.push(...withLines(now, picked));
    now = withFixes(now, picked);
    checked = checkWorkspace({ files: now }, options);
  }
  return { files: now, mended, checked };
}

function withFixes(files: readonly WorkspaceFile[], picked: readonly Applied[]): readonly WorkspaceFile[] {
  const edits = picked.flatMap(({ fix }) => fix.edits);
  return files.map((file) => {
    const own = edits.filter(({ span }) => span.file === file.path);
    return own.length === 0 ? file : { ...file, text: applyEdits(file.text, own) };
  });
}

function withLines(files: readonly WorkspaceFile[], picked: readonly Applied[]): readonly Mended[] {
  const positions = positionsIn(new Map(files.map(({ path, text }) => [path, text])));
  return picked.map((one) => {
    const { file, start } = one.diagnostic.span;
    return { ...one, line: positions(file).at(start).line };
  });
}

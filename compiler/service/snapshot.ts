/** The texts of a workspace at one moment, those that are not saved in place of their files. */

import { byCodeUnit } from "../by-code-unit.ts";
import { onceFor } from "../once-for.ts";
import { modelOf } from "../resolve.ts";
import type { WorkspaceFile } from "../workspace.ts";

/** Never changed: an edit makes another, which shares every file that stayed the same. */
export interface Snapshot {
  /** In the order of their paths, as the command line reads them. */
  readonly files: readonly WorkspaceFile[];
  readonly byPath: ReadonlyMap<string, WorkspaceFile>;
}

export function snapshotOf(files: readonly WorkspaceFile[]): Snapshot {
  const sorted = [...files].sort((a, b) => byCodeUnit(a.path, b.path));
  return { files: sorted, byPath: new Map(sorted.map((file) => [file.path, file])) };
}

/** With the text of one file changed, or the file taken away (`null`). */
export function withText(snapshot: Snapshot, path: string, text: string | null): Snapshot {
  const before = snapshot.byPath.get(path);
  if (before?.text === text || (before === undefined && text === null)) return snapshot;
  const file = text === null ? null : { path, text };
  if (before !== undefined && file !== null) {
    return {
      files: snapshot.files.map((one) => (one === before ? file : one)),
      byPath: new Map(snapshot.byPath).set(path, file),
    };
  }
  const others = snapshot.files.filter((one) => one !== before);
  return snapshotOf(file === null ? others : [...others, file]);
}

/** The names of all files. Made when first asked for, and kept as long as the snapshot. */
export const modelIn = onceFor((snapshot: Snapshot) => modelOf(snapshot));

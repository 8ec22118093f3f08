/** Mends a directory of journeys by the fixes that are safe, and says which. */
import { join } from "node:path";
import { type CheckedWorkspace, checkWorkspace } from "../../compiler/check.ts";
import { fixWorkspace, type Mended } from "../../compiler/fix-workspace.ts";
import type { Workspace } from "../../compiler/workspace.ts";
import type { Io } from "../io.ts";
import {
  type CheckedDirectory,
  type DirectoryToCheck,
  openDirectory,
  showChecked,
  withNotes,
} from "./check-directory.ts";
import { checkOptions } from "./check-options.ts";
import { replaceFile } from "./replace-file.ts";
import { showPath } from "./show-path.ts";

/**
 * What is left, or with `dryRun` all as it stands.
 * @throws WorkspaceError when something cannot be read; CommandFailure when it cannot be written.
 */
export function fixDirectory(
  { dir, today, notes }: DirectoryToCheck,
  { dryRun }: { readonly dryRun: boolean },
  io: Io,
): CheckedDirectory {
  const workspace = openDirectory(dir, io);
  const options = checkOptions(today, io.cwd);
  const fixed = fixWorkspace(workspace.files, options);
  tellMended(fixed.mended, workspace, dryRun, io);
  const shown = notes ? withNotes : (one: CheckedWorkspace) => one;
  if (dryRun) return showChecked(workspace, shown(checkWorkspace(workspace, options)), io);
  const changed = fixed.files.filter((file, index) => file.text !== workspace.files[index]?.text);
  for (const { path, text } of changed)
    replaceFile(join(workspace.root, path.slice(path.indexOf("/") + 1)), text);
  return showChecked({ ...workspace, files: fixed.files }, shown(fixed.checked), io);
}

function tellMended(mended: readonly Mended[], { root }: Workspace, dryRun: boolean, io: Io): void {
  const shownPath = showPath(root, io.cwd);
  for (const { diagnostic, fix, line } of mended) {
    io.talk(`${dryRun ? "Would mend" : "Mended"} ${shownPath(diagnostic.span.file)}:${line}: ${fix.title}.`);
  }
}

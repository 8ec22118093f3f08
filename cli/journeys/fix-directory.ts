/** Mends a directory of journeys by the fixes that are safe, and says which. */
import { realpathSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkWorkspace } from "../../compiler/check.ts";
import { fixWorkspace, type Mended } from "../../compiler/fix-workspace.ts";
import type { Workspace, WorkspaceFile } from "../../compiler/workspace.ts";
import { unreachable } from "../failure.ts";
import type { Io } from "../io.ts";
import {
  type CheckedDirectory,
  type DirectoryToCheck,
  openDirectory,
  showChecked,
} from "./check-directory.ts";
import { checkOptions } from "./check-options.ts";
import { showPath } from "./show-path.ts";

/**
 * What is left, or with `dryRun` all as it stands.
 * @throws WorkspaceError when something cannot be read; CommandFailure when it cannot be written.
 */
export function fixDirectory(
  { dir, today }: DirectoryToCheck,
  { dryRun }: { readonly dryRun: boolean },
  io: Io,
): CheckedDirectory {
  const workspace = openDirectory(dir, io);
  const options = checkOptions(today, io.cwd);
  const fixed = fixWorkspace(workspace.files, options);
  tellMended(fixed.mended, workspace, dryRun, io);
  if (dryRun) return showChecked(workspace, checkWorkspace(workspace, options), io);
  const changed = fixed.files.filter((file, index) => file.text !== workspace.files[index]?.text);
  for (const file of changed) write(workspace, file);
  return showChecked({ ...workspace, files: fixed.files }, fixed.checked, io);
}

/** In the place of the old file when it is complete, so that a full disk costs nobody their journey. */
function write({ root }: Workspace, { path, text }: WorkspaceFile): void {
  const place = join(root, path.slice(path.indexOf("/") + 1));
  try {
    // A link stays one.
    const target = realpathSync(place);
    writeFileSync(`${target}.fixed`, text, { flag: "wx" });
    renameSync(`${target}.fixed`, target);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw unreachable("cannot-write", `${place} cannot be written: ${why}`);
  }
}

function tellMended(mended: readonly Mended[], { root }: Workspace, dryRun: boolean, io: Io): void {
  const shownPath = showPath(root, io.cwd);
  for (const { diagnostic, fix, line } of mended) {
    io.talk(`${dryRun ? "Would mend" : "Mended"} ${shownPath(diagnostic.span.file)}:${line}: ${fix.title}.`);
  }
}

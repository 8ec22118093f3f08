/**
 * Which folder of journeys a document belongs to. Nothing of a workspace is run to find out: only names of folders
 * are looked at, and the configuration (temporal.config.ts) is never loaded.
 */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { type Snapshot, snapshotOf } from "../../compiler/service/snapshot.ts";
import { isJourneyFile, loadWorkspace, WorkspaceError } from "../../compiler/workspace.ts";

const JOURNEYS = "journeys";

/** The folder `baton check` is given, and the one that it is run in. */
export interface Root {
  readonly dir: string;
  readonly cwd: string;
  /** A document that belongs to no folder of journeys is looked at by itself: nothing around it is read. */
  readonly alone?: true;
}

/** Those that are there before any document is opened: `journeys`, or a folder that holds journeys itself. */
export function rootsOf(folders: readonly string[]): readonly Root[] {
  return folders.flatMap((folder): readonly Root[] => {
    const inside = join(folder, JOURNEYS);
    if (statSync(inside, { throwIfNoEntry: false })?.isDirectory() === true)
      return [{ dir: inside, cwd: folder }];
    return holdsJourneys(folder) ? [{ dir: folder, cwd: folder }] : [];
  });
}

function holdsJourneys(folder: string): boolean {
  try {
    return readdirSync(folder).some(isJourneyFile);
  } catch {
    return false;
  }
}

/** Of a document outside of them: the folder named `journeys` around it, or the document by itself. */
export function rootFor(path: string, known: readonly Root[]): Root {
  const around = known.filter(({ dir }) => isWithin(path, dir));
  const [nearest] = [...around].sort((a, b) => b.dir.length - a.dir.length);
  if (nearest !== undefined && nearest.alone !== true) return nearest;
  const named = ancestorsOf(path).find((folder) => basename(folder) === JOURNEYS);
  if (named !== undefined) return { dir: named, cwd: dirname(named) };
  const folder = folderOf(path);
  return { dir: folder, cwd: folder, alone: true };
}

/** A message belongs to the folder above `messages`. */
function folderOf(path: string): string {
  const folder = dirname(path);
  return basename(folder) === "messages" ? dirname(folder) : folder;
}

function ancestorsOf(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [] : [above, ...ancestorsOf(above)];
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

// ── Paths ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Within a workspace, paths begin with the name of its folder. */
export function pathWithin({ dir }: Root, path: string): string {
  return [basename(dir), ...relative(dir, path).split(sep)].join("/");
}

export function absolutePath({ dir }: Root, path: string): string {
  return resolve(dir, ...path.split("/").slice(1));
}

/**
 * The texts on disk. A folder that cannot be read (a link that leads out of it, a file that is no text) is told
 * once, and what is open is checked alone: nothing outside the folder is ever shown.
 */
export function loadRoot({ dir, alone }: Root): { readonly snapshot: Snapshot; readonly failure?: string } {
  if (alone === true) return { snapshot: snapshotOf([]) };
  try {
    return { snapshot: snapshotOf(loadWorkspace(dir).files) };
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    return { snapshot: snapshotOf([]), failure: error.message };
  }
}

/**
 * The texts of a workspace, read once; everything after this file is a pure function of them.
 *
 * A file that cannot be read is not a mistake in a journey, so it is thrown and the command line says so with its
 * own exit code.
 */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { byCodeUnit } from "./by-code-unit.ts";
import { messageOf } from "./message-of.ts";

export interface Workspace {
  /** Absolute path of the folder that holds the journeys. */
  readonly root: string;
  /** In the order of their paths, so that the same folder gives the same model on every machine. */
  readonly files: readonly WorkspaceFile[];
}

export interface WorkspaceFile {
  /** Begins with the name of the root folder: `journeys/messages/welcome.md`. */
  readonly path: string;
  readonly text: string;
}

export class WorkspaceError extends Error {
  override readonly name = "WorkspaceError";
}

/** Bytes. The longest example has 6,500; what is longer is no text that somebody reviews. */
const MAX_FILE_SIZE = 1_000_000;
const MAX_FILES = 5_000;
const MAX_DEPTH = 16;
/** A release holds its whole plan, with five years of holidays for each calendar. */
const MAX_RELEASE_SIZE = 8_000_000;
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(["node_modules"]);
/** Holds frozen releases, and nothing else that is read. */
const RELEASES = "releases";

/** @throws WorkspaceError when a folder or file cannot be read, is too large, or lies outside the root. */
export function loadWorkspace(dir: string): Workspace {
  const root = resolve(dir);
  if (attempt(root, () => lstatSync(root)).isSymbolicLink()) refuseOutside(root, realPath(dirname(root)));
  const paths = [...listFiles(root, { root, real: realPath(root) }, 0)].sort(byCodeUnit);
  if (paths.length > MAX_FILES) throw new WorkspaceError(`${root} holds more than ${MAX_FILES} files.`);
  const files = paths.map((path) => ({ path: pathInWorkspace(root, path), text: readText(path) }));
  return { root, files };
}

/** A file that stands somewhere else than on this disk: in a revision of the repository. */
export interface SourceBlob {
  /** Within the root, with slashes. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly read: () => Promise<Uint8Array>;
}

/** The same limits hold, and the same files are sources. @throws WorkspaceError as `loadWorkspace` does. */
export async function workspaceOf(root: string, blobs: readonly SourceBlob[]): Promise<Workspace> {
  const sources = blobs.filter(({ path }) => isSource(path) && !isSkipped(path));
  if (sources.length > MAX_FILES) throw new WorkspaceError(`${root} holds more than ${MAX_FILES} files.`);
  const files: WorkspaceFile[] = [];
  for (const { path, size, read } of sources.toSorted((a, b) => byCodeUnit(a.path, b.path))) {
    requireSize(path, size);
    files.push({ path: `${basename(root)}/${path}`, text: decode(await read(), path) });
  }
  return { root, files };
}

const isSkipped = (path: string): boolean =>
  path.split("/").some((part) => part.startsWith(".") || SKIPPED_FOLDERS.has(part));

export const isJourneyFile = (path: string): boolean => path.endsWith(".journey");
export const isMessageFile = (path: string): boolean => /(^|\/)messages\/[^/]+\.md$/.test(path);
/** A frozen release: `releases/NAME_vN.json`. */
export const isReleaseFile = (path: string): boolean => /(^|\/)releases\/[^/]+\.json$/.test(path);
export const isPeopleFile = (path: string): boolean => /(^|\/)people\.yaml$/.test(path);

interface Top {
  readonly root: string;
  /** Where it lies when all links are followed. */
  readonly real: string;
}

function* listFiles(folder: string, top: Top, depth: number): Generator<string> {
  if (depth > MAX_DEPTH) throw new WorkspaceError(`${folder} is nested too deeply.`);
  for (const name of readFolder(folder)) {
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) refuseOutside(path, top.real);
    else if (stats.isDirectory() && !SKIPPED_FOLDERS.has(name)) yield* listFiles(path, top, depth + 1);
    // Nothing is ever read from a pipe or a device, which might not end.
    if (
      isSource(relative(top.root, path)) &&
      (stats.isFile() || (stats.isSymbolicLink() && statSync(path).isFile()))
    )
      yield path;
  }
}

/** @param path within the root: what its folder lies in may be called anything */
function isSource(path: string): boolean {
  const slashed = path.split(sep).join("/");
  if (slashed.split("/").includes(RELEASES)) return isReleaseFile(slashed);
  return isJourneyFile(slashed) || isMessageFile(slashed) || isPeopleFile(slashed);
}

/** A link to a file within the root is read; one that leads out of it could show what nobody reviewed. */
function refuseOutside(path: string, realRoot: string): void {
  const target = realPath(path);
  if (target !== realRoot && !target.startsWith(realRoot + sep)) {
    throw new WorkspaceError(`${path} is a link to ${target}, which lies outside the workspace.`);
  }
}

function readText(path: string): string {
  requireSize(path, attempt(path, () => statSync(path)).size);
  return decode(
    attempt(path, () => readFileSync(path)),
    path,
  );
}

function requireSize(path: string, size: number): void {
  const most = isReleaseFile(path.split(sep).join("/")) ? MAX_RELEASE_SIZE : MAX_FILE_SIZE;
  if (size <= most) return;
  throw new WorkspaceError(`${path} is larger than ${most / 1_000_000} MB.`);
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new WorkspaceError(`${path} is not UTF-8 text.`);
  }
}

const readFolder = (folder: string): readonly string[] => attempt(folder, () => readdirSync(folder));
const realPath = (path: string): string => attempt(path, () => realpathSync(path));

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = messageOf(error);
    throw new WorkspaceError(`${path} cannot be read: ${reason}`);
  }
}

function pathInWorkspace(root: string, path: string): string {
  return [basename(root), ...relative(root, path).split(sep)].join("/");
}

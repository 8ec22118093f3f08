/**
 * The journeys as they are at a revision of the repository, without touching the work tree. Only git's objects are
 * read: no hook runs, no filter, and nothing that the revision holds.
 */
import { execFile } from "node:child_process";
import { relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { type SourceBlob, type Workspace, workspaceOf } from "../../compiler/workspace.ts";
import { unreachable, wrongUsage } from "../failure.ts";

export interface Revision {
  /** What was asked for, such as `origin/main`. */
  readonly name: string;
  /** The commit that it means, in full. */
  readonly commit: string;
  readonly workspace: Workspace;
}

/**
 * @param dir folder of the journeys, as it is called now; it must have been called so then.
 * @param may `beMissing`: without that folder nothing was there, as before somebody's first journey.
 * @throws CommandFailure when there is no such revision or folder; WorkspaceError when what it holds cannot be read.
 */
export async function readRevision(
  dir: string,
  name: string,
  cwd: string,
  may: { readonly beMissing: boolean } = { beMissing: false },
): Promise<Revision> {
  const top = (await git(cwd, ["rev-parse", "--show-toplevel"])).toString().trim();
  const commit = await commitOf(name, cwd);
  const folder = relative(top, resolve(cwd, dir)).split(sep).join("/");
  if (folder.startsWith("..")) throw wrongUsage(`${dir} is not in the repository ${top}.`);
  const blobs = await listBlobs(top, commit, folder);
  if (blobs.length === 0 && !may.beMissing)
    throw unreachable("no-journeys", `${name} has no file in ${folder === "" ? top : folder}.`);
  return { name, commit, workspace: await workspaceOf(resolve(cwd, dir), blobs) };
}

async function commitOf(name: string, cwd: string): Promise<string> {
  try {
    const found = await git(cwd, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${name}^{commit}`,
    ]);
    return found.toString().trim();
  } catch {
    throw wrongUsage(`The repository has no revision \`${name}\`; a shallow clone may lack it.`);
  }
}

/** The commit from which two revisions parted, in full. @throws CommandFailure when they have none. */
export async function mergeBase(one: string, other: string, cwd: string): Promise<string> {
  const [a, b] = [await commitOf(one, cwd), await commitOf(other, cwd)];
  try {
    return (await git(cwd, ["merge-base", a, b])).toString().trim();
  } catch {
    throw wrongUsage(`\`${one}\` and \`${other}\` have no commit in common; a shallow clone may lack it.`);
  }
}

/** Regular files below the folder; links and submodules are no sources. */
async function listBlobs(top: string, commit: string, folder: string): Promise<readonly SourceBlob[]> {
  const listed = await git(top, [
    "ls-tree",
    "-r",
    "-z",
    "-l",
    "--full-tree",
    commit,
    "--",
    `${folder}/`.replace(/^\/$/, "."),
  ]);
  return listed
    .toString()
    .split("\0")
    .flatMap((line): readonly SourceBlob[] => {
      const [, mode = "", id = "", size = "", path = ""] =
        /^(\d+) blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(line) ?? [];
      if (mode !== "100644" && mode !== "100755") return [];
      const within = folder === "" ? path : path.slice(folder.length + 1);
      return [{ path: within, size: Number(size), read: () => git(top, ["cat-file", "blob", id]) }];
    });
}

const LARGEST_ANSWER = 64 * 1_000_000;

/** Answers what it prints. @throws CommandFailure when there is none; whatever it says when it fails. */
export async function git(cwd: string, args: readonly string[]): Promise<Buffer> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", cwd, ...args], {
      encoding: "buffer",
      maxBuffer: LARGEST_ANSWER,
      // What the user's or the repository's configuration would start is of no use here.
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1" },
    });
    return stdout;
  } catch (error) {
    if (isMissing(error)) throw unreachable("no-git", "This needs git, which is not on the PATH.");
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

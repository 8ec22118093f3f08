/** What git says of the sources in a folder: the commit that they are, and what of them is in none. */
import { resolve } from "node:path";
import { CommandFailure } from "../failure.ts";
import { git } from "./read-revision.ts";

export interface WorkTree {
  /** In full; `null`: the folder is in no repository, or nothing was ever committed. */
  readonly commit: string | null;
  /** Sources that are not as in that commit, as git lists them; releases themselves are none. */
  readonly changed: readonly string[];
}

/** @throws CommandFailure when there is no git. */
export async function readWorkTree(dir: string, cwd: string): Promise<WorkTree> {
  const folder = resolve(cwd, dir);
  const commit = await lineOf(folder, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  if (commit === null) return { commit, changed: [] };
  const status = await git(folder, ["status", "--porcelain", "--untracked-files=all", "--", "."]);
  const changed = status
    .toString()
    .split("\n")
    .map((line) => line.slice(3))
    .filter((path) => path !== "" && !/(^|\/)releases\/([^/]+\.json|\.gitattributes)"?$/.test(path));
  return { commit, changed };
}

async function lineOf(folder: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await git(folder, args)).toString().trim();
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    return null;
  }
}

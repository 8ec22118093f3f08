/** The journeys as they are at a revision, or in the work tree, for commands that compare two states of them. */
import { checkWorkspace } from "../../compiler/check.ts";
import type { Model } from "../../compiler/model.ts";
import type { Workspace } from "../../compiler/workspace.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import type { Io } from "../io.ts";
import { openDirectory, showChecked } from "./check-directory.ts";
import { readRevision } from "./read-revision.ts";
import { diagnosticBlocks, summaryOf } from "./tell-diagnostics.ts";

export interface JourneysState {
  /** Such as `origin/main (3f2a1c9d04)` and `the work tree`. */
  readonly name: string;
  /** In full; `null`: the work tree. */
  readonly commit: string | null;
  readonly workspace: Workspace;
}

export interface JourneysAt extends JourneysState {
  /** Without errors. */
  readonly model: Model;
}

/** @throws CommandFailure when there is no such revision, or it has errors, which have been told. */
export async function openJourneysAt(dir: string, revision: string | undefined, io: Io): Promise<JourneysAt> {
  return checkedAt(await readJourneysAt(dir, revision, io), io);
}

/** As they are, with whatever errors they have. @throws CommandFailure when there is no such revision. */
export async function readJourneysAt(
  dir: string,
  revision: string | undefined,
  io: Io,
  may: { readonly beMissing: boolean } = { beMissing: false },
): Promise<JourneysState> {
  if (revision === undefined)
    return { name: "the work tree", commit: null, workspace: openDirectory(dir, io) };
  const { commit, workspace } = await readRevision(dir, revision, io.cwd, may);
  const short = commit.slice(0, 10);
  return { name: commit.startsWith(revision) ? short : `${revision} (${short})`, commit, workspace };
}

function checkedAt({ name, commit, workspace }: JourneysState, io: Io): JourneysAt {
  const checked = showChecked(workspace, checkWorkspace(workspace), io);
  if (!checked.textsHaveErrors) return { name, commit, workspace, model: checked.model };
  io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
  const said = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  throw new CommandFailure(
    EXIT.findings,
    "journeys-have-errors",
    `${said} has errors: it can neither be compared nor tried.`,
  );
}

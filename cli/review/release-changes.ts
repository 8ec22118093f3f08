/** What a release changed for its journey: the sentences of `baton diff` between its commit and that of the one before. */
import { checkWorkspace } from "../../compiler/check.ts";
import type { Change } from "../../compiler/diff/change.ts";
import { concernedWith } from "../../compiler/diff/concerned.ts";
import { compareWorkspaces } from "../../compiler/diff/diff-workspaces.ts";
import { type Workspace, WorkspaceError } from "../../compiler/workspace.ts";
import { byLoss, placeWords } from "../diff/report.ts";
import { CommandFailure } from "../failure.ts";
import type { Io } from "../io.ts";
import { showChecked } from "../journeys/check-directory.ts";
import { readJourneysAt } from "../journeys/open-journeys-at.ts";

export interface ReleaseChange {
  /** `lead_to_customer, stage nurture`. */
  readonly place: string;
  readonly sentence: string;
  readonly effect: Change["effect"];
}

export interface Span {
  /** Commits, in full. */
  readonly before: string;
  readonly after: string;
}

/**
 * Of the journey and of what it names; those who lose come first. What is kept beside what runs (reviews, reasons) is no
 * part of a release.
 *
 * @returns `null`: git lacks one of the commits, or the journeys there, or this Baton cannot read them.
 */
export async function releaseChanges(
  journey: string,
  { before, after }: Span,
  dir: string,
  io: Io,
): Promise<readonly ReleaseChange[] | null> {
  const [was, is] = [await soundAt(dir, before, io), await soundAt(dir, after, io)];
  if (was === null || is === null) return null;
  const { diff, sides } = compareWorkspaces(was, is, { year: new Date().getUTCFullYear() });
  const concerns = concernedWith([journey], sides);
  return diff.changes
    .filter((change) => change.of === "what runs" && change.at !== ITS_VERSION && concerns(change))
    .toSorted(byLoss)
    .map(({ place, sentence, effect }) => ({ place: placeWords(place), sentence, effect }));
}

/** Which version it is stands before the sentences. */
const ITS_VERSION = "JourneyDeclaration.version.number";

async function soundAt(dir: string, revision: string, io: Io): Promise<Workspace | null> {
  try {
    const { workspace } = await readJourneysAt(dir, revision, io);
    return showChecked(workspace, checkWorkspace(workspace), io).textsHaveErrors ? null : workspace;
  } catch (error) {
    // A shallow clone, a folder of another name: the pack says so, and has the rest.
    if (error instanceof CommandFailure || error instanceof WorkspaceError) return null;
    throw error;
  }
}

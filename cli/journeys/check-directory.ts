/** Reads a directory of journeys and finds what is wrong with them, in words for whoever asked. */
import { resolve } from "node:path";
import { notesIn } from "../../compiler/audit/notes.ts";
import { type CheckedWorkspace, checkWorkspace } from "../../compiler/check.ts";
import type { Model } from "../../compiler/model.ts";
import { loadWorkspace, type Workspace } from "../../compiler/workspace.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import type { Sources } from "../../language/diagnostics/positions.ts";
import type { Code } from "../../language/diagnostics/report.ts";
import { unreachable } from "../failure.ts";
import type { Io } from "../io.ts";
import { checkOptions } from "./check-options.ts";
import { showPath, withPaths } from "./show-path.ts";

export const DIRECTORY_ARGUMENT = {
  dir: { summary: "folder of the journeys", default: "journeys" },
} as const;

export const TODAY_OPTION = {
  today: { is: "text", value: "DATE", summary: "the date for which reviews are due (default: today)" },
} as const;

export interface DirectoryToCheck {
  readonly dir: string;
  /** `YYYY-MM-DD`; without it, the machine's own date. */
  readonly today: string | undefined;
  /** Also what all journeys together show, behind what is found in each (compiler/audit/notes.ts). */
  readonly notes?: true;
}

export interface CheckedDirectory {
  readonly model: Model;
  /** Their files are named as seen from where the command runs. */
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: Sources;
  readonly hasErrors: boolean;
  /** Errors of the texts themselves: without one they may be tried, though they are not what was released. */
  readonly textsHaveErrors: boolean;
  /** A path of the model, as seen from there. */
  readonly shownPath: (path: string) => string;
}

/** @throws WorkspaceError when something cannot be read. */
export function checkDirectory({ dir, today, notes }: DirectoryToCheck, io: Io): CheckedDirectory {
  const workspace = openDirectory(dir, io);
  const checked = checkWorkspace(workspace, checkOptions(today, io.cwd));
  return showChecked(workspace, notes ? withNotes(checked) : checked, io);
}

export const withNotes = (checked: CheckedWorkspace): CheckedWorkspace => ({
  ...checked,
  diagnostics: [...checked.diagnostics, ...notesIn(checked)],
});

/** @throws WorkspaceError when something cannot be read. */
export function openDirectory(dir: string, io: Io): Workspace {
  const workspace = loadWorkspace(resolve(io.cwd, dir));
  if (workspace.files.length > 0) return workspace;
  throw unreachable("no-journeys", `${workspace.root} holds no journey; files of journeys end in .journey.`);
}

/** What was found, with its paths as seen from where the command runs. */
export function showChecked(
  workspace: Workspace,
  { model, diagnostics }: CheckedWorkspace,
  io: Io,
): CheckedDirectory {
  const shownPath = showPath(workspace.root, io.cwd);
  return {
    model,
    diagnostics: diagnostics.map((diagnostic) => withPaths(diagnostic, shownPath)),
    sources: new Map(workspace.files.map(({ path, text }) => [shownPath(path), text])),
    hasErrors: diagnostics.some(isError),
    textsHaveErrors: diagnostics.some((one) => isError(one) && isAboutText(one)),
    shownPath,
  };
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";

/** Between two releases a text differs from the last one as soon as somebody edits it: trying it is what comes next. */
const ABOUT_RELEASES: ReadonlySet<string> = new Set<Code>([
  "version-not-raised",
  "version-behind-release",
  "release-edited",
  "release-misnamed",
  "release-unreadable",
  "release-in-conflict",
  "release-needs-missing",
]);

/** Also of what differs from a release the texts may be whole. */
export const isAboutText = ({ code }: Diagnostic): boolean => !ABOUT_RELEASES.has(code);

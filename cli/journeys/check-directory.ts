/** Reads a directory of journeys and finds what is wrong with them, in words for whoever asked. */
import { basename, relative, resolve, sep } from "node:path";
import { type CheckedWorkspace, checkWorkspace } from "../../compiler/check.ts";
import type { Model } from "../../compiler/model.ts";
import { loadWorkspace, type Workspace } from "../../compiler/workspace.ts";
import type { Span } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import type { Sources } from "../../language/diagnostics/positions.ts";
import { unreachable, wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";

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
}

export interface CheckedDirectory {
  readonly model: Model;
  /** Their files are named as seen from where the command runs. */
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: Sources;
  readonly hasErrors: boolean;
  /** A path of the model, as seen from there. */
  readonly shownPath: (path: string) => string;
}

/** @throws WorkspaceError when something cannot be read. */
export function checkDirectory({ dir, today }: DirectoryToCheck, io: Io): CheckedDirectory {
  const workspace = openDirectory(dir, io);
  return showChecked(workspace, checkWorkspace(workspace, { today: readToday(today) }), io);
}

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
    hasErrors: diagnostics.some(({ severity }) => severity === "error"),
    shownPath,
  };
}

/** The machine's own date: reviews are due on a day of the people who read this. */
export function readToday(text: string | undefined): string {
  if (text === undefined) {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw wrongUsage(`--today ${text} is no date; one looks like 2026-11-23.`);
}

/**
 * Within a workspace, paths begin with the name of its folder, so that a build is the same wherever it is made. A
 * person, and GitHub, look for a file from where they are.
 */
export function showPath(root: string, cwd: string): (path: string) => string {
  const from = relative(cwd, root).split(sep).join("/");
  const name = basename(root);
  return (path) => [from, path.slice(name.length + 1)].filter((part) => part !== "").join("/");
}

function withPaths(diagnostic: Diagnostic, shown: (path: string) => string): Diagnostic {
  const place = (span: Span): Span => ({ ...span, file: shown(span.file) });
  return {
    ...diagnostic,
    span: place(diagnostic.span),
    related: diagnostic.related.map((one) => ({ ...one, span: place(one.span) })),
    fixes: diagnostic.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ ...edit, span: place(edit.span) })),
    })),
  };
}

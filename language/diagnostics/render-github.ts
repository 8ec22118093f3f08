/**
 * Diagnostics as workflow commands of GitHub Actions, which show them in the changed files of a pull request.
 * The escapes are those of https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
 */

import { showHiddenCharacters } from "../hidden-characters.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type Positions, positionsIn, type Sources } from "./positions.ts";

const LEVELS = { error: "error", warning: "warning", note: "notice" } as const;

/** One line for each diagnostic. */
export function renderGithub(diagnostics: readonly Diagnostic[], sources: Sources): string {
  const positions = positionsIn(sources);
  return diagnostics.map((diagnostic) => renderOne(diagnostic, positions(diagnostic.span.file))).join("\n");
}

function renderOne({ severity, code, span, message, note, help }: Diagnostic, positions: Positions): string {
  const start = positions.at(span.start);
  const end = positions.at(span.end);
  const properties = {
    file: span.file,
    line: start.line,
    endLine: end.line,
    col: start.column,
    endColumn: end.column,
    title: code,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const words = [message, note, help].filter((part) => part !== undefined).join("\n");
  return `::${LEVELS[severity]} ${list.join(",")}::${escapeMessage(showHiddenCharacters(words))}`;
}

function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

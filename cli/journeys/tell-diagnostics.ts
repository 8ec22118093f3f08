import type { Severity } from "../../language/diagnostics/diagnostic.ts";
import { renderTerminal } from "../../language/diagnostics/render-terminal.ts";
import type { CheckedDirectory } from "./check-directory.ts";

/** All findings as blocks of text, each with its place; empty when there is none. */
export function diagnosticBlocks({ diagnostics, sources }: CheckedDirectory, color: boolean): string {
  return diagnostics.length === 0 ? "" : `${renderTerminal(diagnostics, sources, { color })}\n`;
}

/** `2 errors, 1 warning in 14 files.`, with the notes where there are any. */
export function summaryOf({ diagnostics, sources }: CheckedDirectory): string {
  const count = (severity: Severity): string => {
    const number = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return `${number === 0 ? "no" : number} ${severity}${number === 1 ? "" : "s"}`;
  };
  const notes = diagnostics.some(({ severity }) => severity === "note") ? `, ${count("note")}` : "";
  return `${count("error")}, ${count("warning")}${notes} in ${sources.size} ${sources.size === 1 ? "file" : "files"}.`;
}

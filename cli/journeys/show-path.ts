/** Paths as a person looks for them. */
import { basename, relative, sep } from "node:path";
import type { Span } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";

/**
 * Within a workspace, paths begin with the name of its folder, so that a build is the same wherever it is made. A
 * person, and GitHub, look for a file from where they are.
 */
export function showPath(root: string, cwd: string): (path: string) => string {
  const from = relative(cwd, root).split(sep).join("/");
  const name = basename(root);
  return (path) => [from, path.slice(name.length + 1)].filter((part) => part !== "").join("/");
}

export function withPaths(diagnostic: Diagnostic, shown: (path: string) => string): Diagnostic {
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

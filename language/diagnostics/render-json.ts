/** Diagnostics for programs: one JSON array, places as offsets and as lines and columns (both from 1). */

import type { Span } from "../ast.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type Positions, positionsIn, type Sources } from "./positions.ts";

export function renderJson(diagnostics: readonly Diagnostic[], sources: Sources): string {
  const positions = positionsIn(sources);
  const place = (span: Span) => placeOf(span, positions(span.file));
  const rendered = diagnostics.map((diagnostic) => ({
    ...diagnostic,
    span: place(diagnostic.span),
    related: diagnostic.related.map((one) => ({ ...one, span: place(one.span) })),
    fixes: diagnostic.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ ...edit, span: place(edit.span) })),
    })),
  }));
  return JSON.stringify(rendered, undefined, 2);
}

function placeOf({ file, start, end }: Span, positions: Positions) {
  return {
    file,
    start: { offset: start, ...positions.at(start) },
    end: { offset: end, ...positions.at(end) },
  };
}

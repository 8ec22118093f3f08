/** Diagnostics for programs: one JSON array, places as offsets and as lines and columns (both from 1). */

import type { Span } from "../ast.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type Positions, positionsIn, type Sources } from "./positions.ts";

export function renderJson(diagnostics: readonly Diagnostic[], sources: Sources): string {
  const positions = positionsIn(sources);
  return JSON.stringify(
    diagnostics.map((one) => toJson(one, positions)),
    undefined,
    2,
  );
}

/** One finding as an element of that array. */
export function toJson(diagnostic: Diagnostic, positions: (path: string) => Positions) {
  const place = (span: Span) => placeOf(span, positions(span.file));
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

function placeOf({ file, start, end }: Span, positions: Positions) {
  return {
    file,
    start: { offset: start, ...positions.at(start) },
    end: { offset: end, ...positions.at(end) },
  };
}

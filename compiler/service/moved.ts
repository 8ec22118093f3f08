/**
 * Findings of a text as it was, for the text as it is: what stands before or behind a change has moved with it, and
 * what it touched is not told any more.
 */
import type { Span } from "../../language/ast.ts";
import type { Diagnostic, Fix } from "../../language/diagnostics/diagnostic.ts";

/** Where a place has gone; `null`: what stood there was changed. */
export type Move = (span: Span) => Span | null;

/** The texts differ in one stretch: that of all edits together, when there were several. */
export function moveBetween(before: string, after: string): Move {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let kept = 0;
  while (
    kept < shorter - start &&
    before.charCodeAt(before.length - 1 - kept) === after.charCodeAt(after.length - 1 - kept)
  )
    kept += 1;
  const end = before.length - kept;
  const by = after.length - before.length;
  // A word that is written on, at either end, is that word no longer.
  const goesOn = (at: number) => /\w/.test(after.charAt(at));
  return (span) => {
    if (span.end < start || (span.end === start && !goesOn(start))) return span;
    const moved = { ...span, start: span.start + by, end: span.end + by };
    return span.start > end || (span.start === end && !goesOn(moved.start - 1)) ? moved : null;
  };
}

/** `undefined` where the change touched what is wrong, or what it is explained by. */
export function movedAlong(diagnostic: Diagnostic, move: Move): Diagnostic | undefined {
  const span = move(diagnostic.span);
  const related = diagnostic.related.map((one) => ({ ...one, span: move(one.span) }));
  const kept = related.flatMap((one) => (one.span === null ? [] : [{ ...one, span: one.span }]));
  if (span === null || kept.length < related.length) return undefined;
  return { ...diagnostic, span, related: kept, fixes: diagnostic.fixes.flatMap((fix) => moveFix(fix, move)) };
}

function moveFix(fix: Fix, move: Move): readonly Fix[] {
  const edits = fix.edits.flatMap((edit) => {
    const span = move(edit.span);
    return span === null ? [] : [{ ...edit, span }];
  });
  return edits.length === fix.edits.length ? [{ ...fix, edits }] : [];
}

/** Mends texts by the fixes of their findings. */
import type { Diagnostic, Edit, Fix } from "./diagnostic.ts";

export interface Applied {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
}

/**
 * The fixes that may be applied together without being asked: safe, the only alternative, and none over another. One
 * that lies over an earlier one is left to the next pass, which sees the text as it then is.
 */
export function pickFixes(diagnostics: readonly Diagnostic[]): readonly Applied[] {
  const picked: Applied[] = [];
  const taken: Edit[] = [];
  for (const diagnostic of diagnostics) {
    const [fix, another] = diagnostic.fixes;
    if (fix?.safe !== true || another !== undefined) continue;
    if (fix.edits.some((edit) => taken.some((other) => overlap(edit, other)))) continue;
    picked.push({ diagnostic, fix });
    taken.push(...fix.edits);
  }
  return picked;
}

/** Edits at one place overlap too: which of two insertions comes first would be a guess. */
function overlap({ span: a }: Edit, { span: b }: Edit): boolean {
  return a.file === b.file && a.start <= b.end && b.start <= a.end;
}

/** @param edits of one file, none over another, in any order */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce(
      (mended, { span, text: put }) => mended.slice(0, span.start) + put + mended.slice(span.end),
      text,
    );
}

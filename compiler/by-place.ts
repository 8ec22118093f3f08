/** The order in which findings are told. */
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";

/** By file, then by place, then by code. */
export const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  byCodeUnit(a.span.file, b.span.file) || a.span.start - b.span.start || byCodeUnit(a.code, b.code);

/** The locale of the machine must not matter. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

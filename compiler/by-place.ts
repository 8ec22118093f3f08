/** The order in which findings are told. */
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { byCodeUnit } from "./by-code-unit.ts";

/** By file, then by place, then by code. */
export const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  byCodeUnit(a.span.file, b.span.file) || a.span.start - b.span.start || byCodeUnit(a.code, b.code);

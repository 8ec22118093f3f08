/** What errors in the text leave unknown, as places; what follows from them is for the compiler to say. */

import type { Span } from "./ast.ts";

/**
 * - `lost`: a statement that was skipped; nothing of it stands in the tree.
 * - `mended`: a statement that was read as it was probably meant, up to the list in it: that is whole.
 * - `word`: a single word or sign that is wrong in itself, and was read as what it was meant to be.
 * - `braces`: a place behind which braces do not match, so that what stands in what is a guess.
 * - `headless`: a place behind which a declaration goes on that has no first line, and so no name.
 */
export type DamageKind = "lost" | "mended" | "word" | "braces" | "headless";

/** A place is an empty span. */
export interface Damage {
  readonly kind: DamageKind;
  readonly span: Span;
}

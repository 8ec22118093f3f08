/** Places in texts, compared. */
import type { Span } from "../language/ast.ts";

export function contains(outer: Span, inner: Span): boolean {
  return outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end;
}

/** The end counts: what is missing there would have stood within. */
export function reaches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

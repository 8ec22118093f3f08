import type { Span } from "../../language/ast.ts";

/** In the order in which the files come first. */
export function groupByFile<T extends { readonly span: Span }>(
  all: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(one.span.file);
    if (group === undefined) groups.set(one.span.file, [one]);
    else group.push(one);
  }
  return groups;
}

/** Of findings before and now, those that a change brings, and how many it takes away. */

export interface Alike<T> {
  /** Two findings with one key are one finding that is still there. A line that has moved makes no other. */
  readonly key: (one: T) => string;
  /** Without the file: what has gone to another file is still there as well. */
  readonly elsewhere: (one: T) => string;
}

export interface FindingsCompared<T> {
  /** In their order. */
  readonly fresh: readonly T[];
  /** As many as before. */
  readonly known: readonly T[];
  readonly gone: readonly T[];
}

/** Of several alike as many are known as there were before. */
export function compareFindings<T extends object>(
  before: readonly T[],
  after: readonly T[],
  { key, elsewhere }: Alike<T>,
): FindingsCompared<T> {
  const here = matched(before, after, key);
  const moved = matched(here.left, here.fresh, elsewhere);
  const fresh = new Set(moved.fresh);
  return { fresh: moved.fresh, known: after.filter((one) => !fresh.has(one)), gone: moved.left };
}

function matched<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string) {
  const left = [...before];
  const fresh = after.filter((one) => {
    const at = left.findIndex((other) => keyOf(other) === keyOf(one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return { left, fresh };
}

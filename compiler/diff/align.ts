/** Which item of a list became which: by name first, then by what it says. */
import { isRecord, isSame, likeness } from "./same.ts";

export type Aligned =
  | { readonly how: "paired"; readonly before: unknown; readonly after: unknown }
  | { readonly how: "moved"; readonly before: unknown; readonly after: unknown }
  | { readonly how: "removed"; readonly before: unknown }
  | { readonly how: "added"; readonly after: unknown };

/** In the order of the list as it is now, what is gone last. Items that say the same in the same order are left out. */
export function align(before: readonly unknown[], after: readonly unknown[]): readonly Aligned[] {
  const kept = longestCommon(before, after);
  const olds = before.filter((_, index) => !kept.before.has(index));
  const news = after.filter((_, index) => !kept.after.has(index));
  const found = new Map<unknown, Aligned>();
  const take = (old: unknown, one: unknown, how: "paired" | "moved"): void => {
    olds.splice(olds.indexOf(old), 1);
    found.set(one, { how, before: old, after: one });
  };
  const left = (): readonly unknown[] => news.filter((one) => !found.has(one));
  for (const one of left()) {
    const old = olds.find((other) => isSame(other, one));
    if (old !== undefined) take(old, one, "moved");
  }
  for (const one of left()) {
    const key = keyOf(one);
    const old = key === null ? undefined : olds.find((other) => keyOf(other) === key);
    if (old !== undefined) take(old, one, "paired");
  }
  for (const one of left()) {
    const old = likest(one, olds);
    if (old !== undefined) take(old, one, "paired");
  }
  return [
    ...news.map((one): Aligned => found.get(one) ?? { how: "added", after: one }),
    ...olds.map((old): Aligned => ({ how: "removed", before: old })),
  ];
}

/** What has a name of its own is not another thing's successor, however much alike they are. */
function likest(one: unknown, olds: readonly unknown[]): unknown {
  if (!isRecord(one)) return undefined;
  const fitting = olds
    .filter(isRecord)
    .filter((old) => old.kind === one.kind && !isNamed(old) && !isNamed(one));
  const only = fitting.length === 1 && ALONE.has(String(one.kind));
  const [best] = fitting
    .map((old) => ({ old, like: likeness(old, one) }))
    .filter(({ like }) => only || like >= LIKE_ENOUGH)
    .sort((a, b) => b.like - a.like);
  return best?.old;
}

const LIKE_ENOUGH = 0.5;

/** Of which there is mostly one in a list: another one in its place is this one, changed. */
const ALONE: ReadonlySet<string> = new Set([
  "WaitStep",
  "HolderLeftHandler",
  "QuietRule",
  "Halves",
  "GiveRung",
]);

const isNamed = ({ name }: Readonly<Record<string, unknown>>): boolean =>
  isRecord(name) && name.kind === "Name";

/** What an item is about: two with one key are one item, changed. */
function keyOf(item: unknown): string | null {
  if (!isRecord(item)) return null;
  const named = ["name", "message", "right", "role", "action", "journey", "of", "channel", "purpose", "share"]
    .map((key) => item[key])
    .find((value) => isRecord(value) && typeof value.text === "string");
  const labels = Array.isArray(item.labels) ? item.labels : [];
  const [first] = named === undefined ? labels : [named];
  if (!isRecord(first)) return null;
  return `${item.kind ?? ""} ${item.also ?? ""} ${first.text}`;
}

interface Kept {
  readonly before: ReadonlySet<number>;
  readonly after: ReadonlySet<number>;
}

/** The most items that stand in both lists, in one order. */
function longestCommon(before: readonly unknown[], after: readonly unknown[]): Kept {
  const longest: number[][] = Array.from({ length: before.length + 1 }, () =>
    Array(after.length + 1).fill(0),
  );
  const at = (b: number, a: number): number => longest[b]?.[a] ?? 0;
  for (let b = before.length - 1; b >= 0; b -= 1)
    for (let a = after.length - 1; a >= 0; a -= 1) {
      const row = longest[b];
      if (row === undefined) continue;
      row[a] = isSame(before[b], after[a]) ? at(b + 1, a + 1) + 1 : Math.max(at(b + 1, a), at(b, a + 1));
    }
  const kept = { before: new Set<number>(), after: new Set<number>() };
  for (let b = 0, a = 0; b < before.length && a < after.length; ) {
    if (isSame(before[b], after[a])) {
      kept.before.add(b++);
      kept.after.add(a++);
    } else if (at(b + 1, a) >= at(b, a + 1)) b += 1;
    else a += 1;
  }
  return kept;
}

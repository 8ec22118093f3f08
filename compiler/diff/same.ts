/** When two parts of trees say the same, and how much alike they are where they do not. */
import type * as ast from "../../language/ast.ts";
import { byCodeUnit } from "../by-code-unit.ts";
import { lowerDuration } from "../lower/durations.ts";
import { onceFor } from "../once-for.ts";

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Places say nothing, and `60 minutes` is `1 hour`. */
export const isSame = (one: unknown, other: unknown): boolean => saidBy(one) === saidBy(other);

/** What it says, for sorting and comparing. */
export const plainText = (value: unknown): string => saidBy(value);

const saidByObject = onceFor((value: object): string => JSON.stringify(plainOf(value)));

function saidBy(value: unknown): string {
  return typeof value === "object" && value !== null ? saidByObject(value) : (JSON.stringify(value) ?? "");
}

function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf);
  if (!isRecord(value)) return value;
  if (isDuration(value)) return { kind: value.kind, is: sortedEntries(lowerDuration(value)) };
  return sortedEntries(value).flatMap(([name, member]) =>
    name === "span" || member === undefined ? [] : [[name, plainOf(member)]],
  );
}

const sortedEntries = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b));

export const isDuration = (value: unknown): value is ast.Duration =>
  isRecord(value) && value.kind === "Duration" && isWhole(value);

/** Half a day by the calendar is an error, and no length that could be reckoned with. */
function isWhole({ parts }: { readonly parts?: unknown }): boolean {
  try {
    // Trees with this kind have these parts.
    lowerDuration({ parts: parts as ast.Duration["parts"] });
    return true;
  } catch {
    return false;
  }
}

/** From 0, nothing in common, to 1. */
export function likeness(one: object, other: object): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  let shared = 0;
  for (const [word, times] of a) shared += Math.min(times, b.get(word) ?? 0);
  const all = countOf(a) + countOf(b) - shared;
  return all === 0 ? 1 : shared / all;
}

const wordsOf = onceFor((value: object): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const [word] of saidByObject(value).matchAll(/[\w.%]+/g))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
});

const countOf = (words: ReadonlyMap<string, number>): number =>
  [...words.values()].reduce((sum, n) => sum + n, 0);

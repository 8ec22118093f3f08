import type { SourceMap } from "../../compiler/plan.ts";

/** Where a part of a plan stands in the source; of a step that has no place of its own, what it belongs to. */
export function placeOf(sources: SourceMap, at: string): SourceMap[string] | null {
  for (let name = at; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf("/")))) {
    const place = sources[name];
    if (place !== undefined) return place;
  }
  return null;
}

/** Which changes a journey is made of: its own, and those of what it names, or what that names in turn. */
import type { Model } from "../model.ts";
import type { Node } from "../walk.ts";
import type { Change } from "./change.ts";
import { isRecord } from "./same.ts";
import type { Sides } from "./sides.ts";
import { named } from "./tell.ts";

/** @param journeys names of journeys, and of data care that asks somebody */
export function concernedWith(
  journeys: readonly string[],
  { before, after }: Sides,
): (change: Change) => boolean {
  const names = namedFrom(journeys, [before.model, after.model]);
  return ({ place: { kind, name } }) => {
    if (kind === "journey" || kind === "hygiene") return journeys.includes(name);
    return kind === "changes" || kind === "workspace" || names.has(name);
  };
}

function namedFrom(journeys: readonly string[], models: readonly Model[]): ReadonlySet<string> {
  const declared = models.flatMap(({ files }) => files.flatMap(({ declarations }) => declarations));
  const known = new Set(journeys);
  const open = [...journeys];
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const one of declared.filter((node) => isFollowed(node, name ?? "", journeys)))
      for (const other of namesIn(one))
        if (!known.has(other)) {
          known.add(other);
          open.push(other);
        }
  return known;
}

/** Another journey that it begins is agreed to for itself. */
function isFollowed(node: Node, name: string, journeys: readonly string[]): boolean {
  const at = named(node);
  return at.name === name && (at.kind !== "journey" || journeys.includes(name));
}

function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isRecord(value)) return [];
  if (value.kind === "Name" && typeof value.text === "string") return [value.text];
  return Object.entries(value).flatMap(([key, member]) => (key === "span" ? [] : namesIn(member)));
}

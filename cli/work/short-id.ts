/** Short names for open work: the ids themselves are made for machines, and too long to type. */
import { createHash } from "node:crypto";

const SHORTEST = 6;

/** The beginning of its hash, the same in every inbox. */
export const hashOf = (id: string): string => createHash("sha256").update(id).digest("hex");

/** For each id the shortest beginning, of six digits or more, that no other of them shares. */
export function shortIds(ids: readonly string[]): ReadonlyMap<string, string> {
  const hashes = ids.map(hashOf);
  return new Map(ids.map((id) => [id, shorten(hashOf(id), hashes)]));
}

function shorten(hash: string, hashes: readonly string[]): string {
  let length = SHORTEST;
  const isShared = (): boolean =>
    hashes.some((other) => other !== hash && other.startsWith(hash.slice(0, length)));
  while (isShared()) length += 1;
  return hash.slice(0, length);
}

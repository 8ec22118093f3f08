/** A PGlite directory whose store has gone elsewhere: a file beside it says where, so that nobody goes on with the copy. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const fileOf = (dataDir: string): string => `${resolve(dataDir)}.moved`;

/** @param place host and database, without a name or a password */
export function markMoved(dataDir: string, place: string): void {
  writeFileSync(fileOf(dataDir), `${place}\n`, { mode: 0o600 });
}

/** `null`: it is here. */
export function movedTo(dataDir: string): string | null {
  try {
    return readFileSync(fileOf(dataDir), "utf8").trim();
  } catch {
    return null;
  }
}

/** What keeps it from being opened, as one sentence. */
export const movedWords = (dataDir: string, place: string): string =>
  `The store in ${dataDir} was moved to ${place}: set DATABASE_URL to that. (To go back to what it was before, remove ${fileOf(dataDir)}; what happened since stays there.)`;

/** Rows of `journal`: who, what, when and why. The database lets nobody change one. */
import type { JournalEntry } from "../machine/protocol.ts";
import type { Db } from "./open-store.ts";

/** Which journey an entry is about. */
export interface About {
  readonly instance: string;
  readonly subject: string;
  readonly journey: string;
  readonly version: number;
}

export async function writeJournal(tx: Db, about: About, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const { instance, subject, journey, version } = about;
  const rows = entries.map((entry) => ({ instance, subject, journey, version, ...entry }));
  await tx.insertInto("journal").values(rows).execute();
}

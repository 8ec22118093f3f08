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

/** What became of a letter: of the journey's subject, to another record where it was for one. */
export async function writeOfLetter(tx: Db, letter: About, entry: JournalEntry): Promise<void> {
  const row = await tx
    .selectFrom("instance")
    .select("subject")
    .where("id", "=", letter.instance)
    .executeTakeFirst();
  const subject = row?.subject ?? letter.subject;
  const to = subject === letter.subject ? entry.to : letter.subject;
  await writeJournal(tx, { ...letter, subject }, [{ ...entry, to }]);
}

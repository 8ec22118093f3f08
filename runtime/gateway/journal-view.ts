/** Entries of the journal as the API shows them. */
import { sentenceOf } from "../policy/journal-words.ts";
import type { Db } from "../store/open-store.ts";
import type { JournalEntryView } from "./api.ts";
import { showInstant, viewOfSubject } from "./views.ts";

export const selectJournal = (db: Db) =>
  db
    .selectFrom("journal")
    .leftJoin("subject", "subject.id", "journal.subject")
    .selectAll("journal")
    .select([
      "subject.kind as subject_kind",
      "subject.key as subject_key",
      "subject.fields as subject_fields",
    ]);

export type ShownEntry = Awaited<ReturnType<ReturnType<typeof selectJournal>["execute"]>>[number];

export function viewOfEntry(row: ShownEntry): JournalEntryView {
  const { subject_kind: kind, subject_key: key, subject_fields: fields } = row;
  const isKnown = kind !== null && key !== null && fields !== null;
  return {
    number: row.number,
    at: showInstant(row.at),
    instance: row.instance,
    journey: row.journey,
    version: row.version,
    subject: isKnown ? viewOfSubject({ kind, key, fields }) : null,
    what: row.what,
    name: row.name,
    stage: row.stage === "" ? null : row.stage,
    step: row.step,
    by: row.by,
    to: row.to,
    result: row.result,
    why: row.why,
    sentence: sentenceOf(row),
  };
}

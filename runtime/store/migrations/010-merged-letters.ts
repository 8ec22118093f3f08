/** Messages of several instances that go out as one: each knows in which. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  "alter table baton.letter add column merged_into text references baton.letter (key)",
  "create index on baton.letter (merged_into) where merged_into is not null",
  "alter table baton.letter drop constraint letter_status_check",
  `alter table baton.letter add constraint letter_status_check check (status in ('granted', 'deferred', 'held', 'ask',
    'suppressed', 'dropped', 'withdrawn', 'sending', 'sent', 'unknown', 'failed', 'merged'))`,
];

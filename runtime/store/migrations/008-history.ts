/** What a back-test needs of events: all that their senders said, in the order in which they happened. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  "alter table baton.event add column said jsonb",
  "create index on baton.event (at, id)",
  "create index on baton.work (opened_at, id) where state = 'done'",
];

/** Letters that are tried by the store's own dispatcher, and what led to a batch. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  "alter table baton.letter add column next_at bigint not null default 0",
  "alter table baton.letter add column attempts integer not null default 0",
  "create index on baton.letter (next_at) where status in ('granted', 'sending')",
  "alter table baton.batch add column run text",
  "alter table baton.batch add column took jsonb",
];

/** Scheduled data care: when each job runs next, and subjects that were found to be one. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table baton.care_run (
    name text primary key,
    next_at bigint not null,
    cursor text
  )`,
  "alter table baton.subject add column merged_into text references baton.subject (id)",
  "create index on baton.subject (kind, id) where merged_into is null",
];

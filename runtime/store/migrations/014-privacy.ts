/** Data keys: one for each subject, by which everything that Temporal holds of them is encrypted. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table baton.data_key (
    id text primary key,
    owner text not null unique,
    sealed text,
    sealed_by text,
    created_at bigint not null,
    destroyed_at bigint,
    check ((sealed is null) = (destroyed_at is not null))
  )`,
  "create index on baton.data_key (sealed_by) where sealed is not null",
];

/** Which subjects are due to enter a journey by time or by what is known of them: `enter at`, `enter when`. */
import { type Kysely, sql } from "kysely";

const STATEMENTS: readonly string[] = [
  `create table baton.entry_watch (
    subject text not null,
    journey text not null,
    entry integer not null,
    version integer not null,
    due bigint,
    done bigint,
    holds boolean not null default false,
    primary key (subject, journey, entry)
  )`,
  "create index on baton.entry_watch (due) where due is not null",
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

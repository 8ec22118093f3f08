/** With `per KEY` a journey's instance may be about several subjects: those that brought the key after the first. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table baton.member (
    instance text not null references baton.instance (id),
    subject text not null references baton.subject (id),
    joined_at bigint not null,
    primary key (instance, subject)
  )`,
  "create index on baton.member (subject)",
];

/** What is to be looked at again, and who was asked: a row for each time that a review has fallen due. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table baton.review_task (
    kind text not null check (kind in ('journey', 'score', 'route')),
    name text not null,
    due text not null,
    owner text not null,
    every text not null,
    last text not null,
    until text not null,
    opened_at bigint not null,
    closed_at bigint,
    result text check (result in ('reviewed', 'put off', 'gone')),
    primary key (kind, name, due),
    check ((closed_at is null) = (result is null))
  )`,
  // However many processes look, and whatever text each of them runs.
  "create unique index on baton.review_task (kind, name) where closed_at is null",
];
